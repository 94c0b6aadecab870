import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Path } from '../../../contract/paths';
import type { RunConfig } from '../../../contract/run-config';
import { git } from '../../../runtime/adapters/git/git';
import { pushLfs } from '../../../runtime/adapters/git/lfs';
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

test('large files are asked for and handed over with the same tokens', async () => {
  const bare = join(github.folder, 'a.git');
  const oid = createHash('sha256').update('large\n').digest('hex');
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 6\n`;
  await writeFile(join(source, '.gitattributes'), '*.bin filter=lfs -text\n');
  await writeFile(join(source, 'a.bin'), pointer);
  // A repository may say where its large files lie; the run's credentials do not go there.
  await writeFile(join(source, '.lfsconfig'), '[lfs]\n\turl = http://127.0.0.1:1/elsewhere\n');
  await commitAll(source, 'pointer');
  await git(['push', '-q', bare, 'HEAD:main'], { cwd: source });
  const object = (repository: string) => join(repository, 'lfs/objects', oid.slice(0, 2), oid.slice(2, 4), oid);
  await mkdir(dirname(object(bare)), { recursive: true });
  await writeFile(object(bare), 'large\n');
  settings = { ...settings, lfs: true };
  const pod = await podWithKey(github.privateKey());
  await pod.run('http');
  expect(await pod.outcome()).toMatchObject({ ok: true });
  const repository = pod.path(Path.REPOSITORY);
  expect(await readFile(object(repository), 'utf8')).toBe('large\n');
  await rm(object(bare));
  const env = { PRODIGY_TEST_ORIGIN_PROTOCOLS: 'http' };
  const origin = originOf({ ...runConfig(''), ...settings }, env, pod.root, pod.clock);
  const transfer = { repository, origin, signal: new AbortController().signal, timeoutSeconds: 30 };
  await git(['update-ref', 'refs/prodigy/base', 'refs/prodigy/base~1'], { cwd: repository });
  await pushLfs(transfer, 'refs/prodigy/session', []);
  expect(await readFile(object(bare), 'utf8')).toBe('large\n');
});
