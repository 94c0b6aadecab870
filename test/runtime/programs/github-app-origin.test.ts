import { chmod, copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Path } from '../../../contract/paths';
import type { RunConfig } from '../../../contract/run-config';
import { git } from '../../../runtime/adapters/git/git';
import { originOf } from '../../../runtime/adapters/git/origin';
import { APP, GitHubStandIn } from '../adapters/git/github-stand-in';
import {
  commitAll,
  removeTemporaryFolders,
  temporaryFolder,
  temporaryRepository,
} from '../adapters/git/temporary-repository';
import { ShiftedClock } from '../server/shifted-clock';
import { runConfig } from '../server/workspace-under-test';
import { ClonePod } from './clone-pod';

jest.setTimeout(60_000);

let github: GitHubStandIn;
let source: string;
let settings: Partial<RunConfig>;
beforeEach(async () => {
  source = await temporaryRepository();
  const folder = temporaryFolder();
  await git(['clone', '-q', '--bare', source, join(folder, 'a.git')], { cwd: '/' });
  github = await GitHubStandIn.start(folder);
  const repositoryUrl = `${github.url}/a.git`;
  settings = { repositoryUrl, gitAuth: 'github-app', gitUsername: 'x-access-token', ...APP, gitHubApiUrl: github.url };
});
afterEach(() => github.stop());
afterAll(removeTemporaryFolders);

async function podWithKey(key: string): Promise<ClonePod> {
  const pod = new ClonePod(settings);
  github.clock = pod.clock;
  await pod.put('/secrets/github-app-key', key);
  await mkdir(dirname(pod.path(Path.ASKPASS)), { recursive: true });
  await copyFile(join(__dirname, '../../../runtime/images/prodigy-askpass'), pod.path(Path.ASKPASS));
  await chmod(pod.path(Path.ASKPASS), 0o755);
  return pod;
}

test('a run is cloned with a token that the App made itself, which is in no file of the repository', async () => {
  const pod = await podWithKey(github.privateKey());
  expect(await pod.run('http')).toBe(0);
  const base = await git(['rev-parse', 'HEAD'], { cwd: source });
  expect(await pod.outcome()).toMatchObject({ ok: true, base });
  expect(github.tokens.size).toBe(1);
  const [token] = github.tokens.keys();
  const config = await readFile(join(pod.path(Path.REPOSITORY), 'config'), 'utf8');
  expect(config + pod.log.lines.join('\n')).not.toContain(token);
});

test('an App that GitHub does not know is refused at once, in its words', async () => {
  settings = { ...settings, gitHubAppId: 'another' };
  const pod = await podWithKey(github.privateKey());
  await pod.run('http');
  expect(await pod.outcome()).toMatchObject({
    ok: false,
    reason: 'GitHub gives no token for the App: 401 A JSON web token could not be decoded',
  });
  expect(pod.clock.pauses).toEqual([]);
});

test('an API that is down is asked again', async () => {
  github.refusal = { status: 502, body: '' };
  const pod = await podWithKey(github.privateKey());
  await pod.run('http');
  expect(pod.clock.pauses.slice(0, 3)).toEqual([1000, 2000, 4000]);
  expect(await pod.outcome()).toMatchObject({
    reason: 'GitHub gives no token for the App: 502 without a reason (tried for 10 min)',
  });
});

test('a result is pushed hours after the first token has ended', async () => {
  const pod = await podWithKey(github.privateKey());
  const clock = new ShiftedClock();
  github.clock = clock;
  const origin = originOf(
    { ...runConfig(''), ...settings },
    { PRODIGY_TEST_ORIGIN_PROTOCOLS: 'http' },
    pod.root,
    clock,
  );
  const push = async (ref: string): Promise<string> =>
    git(['push', '--quiet', origin.url, `HEAD:refs/heads/${ref}`], { cwd: source, ...(await origin.options()) });
  const early = await origin.options();
  await push('first');
  clock.advance(3 * 3_600_000);
  const stale = git(['push', '--quiet', origin.url, 'HEAD:refs/heads/stale'], { cwd: source, ...early });
  await expect(stale).rejects.toThrow('Authentication failed');
  await commitAll(source, 'later');
  await push('second');
  expect(github.tokens.size).toBe(2);
  const pushed = await git(['ls-remote', origin.url, 'refs/heads/*'], { cwd: source, ...(await origin.options()) });
  expect(pushed.split('\n').map((line) => line.split('\t')[1])).toEqual([
    'refs/heads/first',
    'refs/heads/main',
    'refs/heads/second',
  ]);
});
