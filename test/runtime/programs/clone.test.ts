import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Env } from '../../../contract/environment';
import { Path } from '../../../contract/paths';
import type { RunConfig } from '../../../contract/run-config';
import { git } from '../../../runtime/adapters/git/git';
import { commitAll, removeTemporaryFolders, temporaryRepository } from '../adapters/git/temporary-repository';
import { ClonePod } from './clone-pod';

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  removeTemporaryFolders();
});

/** An origin with branches `main` and `other`, an annotated tag `v1`, and a commit that only its history holds. */
async function origin() {
  const dir = await temporaryRepository();
  const first = await git(['rev-parse', 'HEAD'], { cwd: dir });
  const env = { GIT_COMMITTER_NAME: 'x', GIT_COMMITTER_EMAIL: 'x' };
  await git(['tag', '-a', 'v1', '-m', 'one'], { cwd: dir, env });
  const main = await commitAll(dir, 'second');
  await git(['checkout', '-q', '-b', 'other', first], { cwd: dir });
  const other = await commitAll(dir, 'third');
  await git(['checkout', '-q', 'main'], { cwd: dir });
  return { url: `file://${dir}`, dir, first, main, other };
}

test('branch, tag and commit are found; base, session, target branch and tags are there', async () => {
  const { url, dir, first, main, other } = await origin();
  const tag = await git(['rev-parse', 'v1'], { cwd: dir });
  for (const [revision, commit] of [
    ['main', main],
    ['other', other],
    ['v1', first],
    [first, first],
  ] as const) {
    const pod = new ClonePod({ repositoryUrl: url, revision });
    expect(await pod.run()).toBe(0);
    expect(await pod.outcome()).toEqual({ ok: true, base: commit, at: 1000 });
    expect(await pod.git('for-each-ref', '--format=%(refname) %(objectname) %(objecttype)')).toBe(
      [
        `refs/heads/main ${main} commit`,
        `refs/prodigy/base ${commit} commit`,
        `refs/prodigy/session ${commit} commit`,
        `refs/tags/v1 ${tag} tag`,
      ].join('\n'),
    );
  }
});

test('a clone that is done is done once', async () => {
  const { url, dir, main } = await origin();
  const pod = new ClonePod({ repositoryUrl: url });
  await pod.run();
  await commitAll(dir, 'later');
  expect(await pod.run()).toBe(0);
  expect(await pod.git('rev-parse', 'refs/prodigy/base')).toBe(main);
  expect(pod.log.lines.at(-1)).toBe(`info: the repository is here, at ${main}`);
});

test('what a killed clone left behind is made anew', async () => {
  const { url, main } = await origin();
  const pod = new ClonePod({ repositoryUrl: url });
  await pod.put(`${Path.REPOSITORY}/HEAD.lock`, '');
  await pod.put(`${Path.REPOSITORY}/config`, 'torn');
  expect(await pod.run()).toBe(0);
  expect(await pod.git('rev-parse', 'refs/prodigy/session')).toBe(main);
  expect(existsSync(pod.path(`${Path.REPOSITORY}/HEAD.lock`))).toBe(false);
});

test('a target branch that origin does not have yet is no obstacle', async () => {
  const { url } = await origin();
  const pod = new ClonePod({ repositoryUrl: url, targetBranch: 'release' });
  expect(await pod.run()).toBe(0);
  expect(await pod.outcome()).toMatchObject({ ok: true });
});

test.each<[string, Partial<RunConfig>, string]>([
  ['revision', { revision: 'nope' }, `'revision' must be a branch, a tag or a full commit id of origin, got "nope"`],
  ['option', { revision: '--all' }, `'revision' must be a branch, a tag or a full commit id of origin, got "--all"`],
  ['branch', { targetBranch: 'a..b' }, `'targetBranch' must be a branch name, got "a..b"`],
  [
    'helper',
    { repositoryUrl: 'ext::sh -c id' },
    `'repositoryUrl' must begin with https:// or file:// or http://, got "ext::sh -c id"`,
  ],
  [
    'ssh',
    { repositoryUrl: 'git@host:x.git' },
    `'repositoryUrl' must begin with https:// or file:// or http://, got "git@host:x.git"`,
  ],
  [
    'dash',
    { repositoryUrl: '--upload-pack=x' },
    `'repositoryUrl' must begin with https:// or file:// or http://, got "--upload-pack=x"`,
  ],
  [
    'password',
    { repositoryUrl: 'https://u:p@host/x' },
    `'repositoryUrl' must hold no credentials: name a Secret with the key 'git-token'`,
  ],
  [
    'space',
    { repositoryUrl: 'https://host/x y' },
    `'repositoryUrl' must hold no '::', space or control character, got "https://host/x y"`,
  ],
])('a wrong %s is recorded at once, and the container succeeds', async (_, config, reason) => {
  const { url } = await origin();
  const pod = new ClonePod({ repositoryUrl: url, ...config });
  expect(await pod.run()).toBe(0);
  expect(await pod.outcome()).toEqual({ ok: false, reason, at: 1000 });
  expect(pod.log.lines).toContain(`error: the repository cannot be cloned: ${reason}`);
});

test('a commit that origin does not have is a wrong revision', async () => {
  const { url } = await origin();
  const revision = '1'.repeat(40);
  const pod = new ClonePod({ repositoryUrl: url, revision });
  await pod.run();
  expect(await pod.outcome()).toMatchObject({ ok: false, reason: expect.stringContaining(revision) });
});

test('what was fetched before a refusal is removed: a claim that it fills could not hold the reason', async () => {
  const { url } = await origin();
  const pod = new ClonePod({ repositoryUrl: url, revision: '1'.repeat(40) });
  await pod.run();
  expect(existsSync(pod.path(Path.REPOSITORY))).toBe(false);
  expect(await pod.outcome()).toMatchObject({ ok: false });
});

test('without a test asking for it nothing but https is spoken', async () => {
  const { url } = await origin();
  const pod = new ClonePod({ repositoryUrl: url });
  await pod.run('');
  expect(await pod.outcome()).toMatchObject({
    ...{ ok: false, reason: `'repositoryUrl' must begin with https://, got ${JSON.stringify(url)}` },
  });
});

async function httpOrigin(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.git`;
}

test.each([
  [401, 'could not read Username'],
  [403, 'The requested URL returned error: 403'],
  [404, 'not found'],
])('an answer %d of origin is a refusal: no second try', async (status, reason) => {
  let asked = 0;
  const url = await httpOrigin((_, response) => {
    asked++;
    response.writeHead(status, status === 401 ? { 'www-authenticate': 'Basic realm="x"' } : {}).end();
  });
  const pod = new ClonePod({ repositoryUrl: url });
  expect(await pod.run()).toBe(0);
  expect(await pod.outcome()).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
  expect(asked).toBe(1);
});

test('an origin that fails for a while is asked again, ever more patiently', async () => {
  let asked = 0;
  const url = await httpOrigin((_, response) => {
    asked++;
    response.writeHead(asked > 3 ? 404 : 503).end();
  });
  const pod = new ClonePod({ repositoryUrl: url });
  await pod.run();
  expect(pod.clock.pauses).toEqual([1000, 2000, 4000]);
  expect(await pod.outcome()).toMatchObject({ ok: false, reason: expect.stringContaining('not found') });
});

test('after ten minutes of failures the run is refused with the last of them', async () => {
  const pod = new ClonePod({ repositoryUrl: 'http://127.0.0.1:1/x.git' });
  expect(await pod.run()).toBe(0);
  const { reason } = await pod.outcome();
  expect(reason).toMatch(/Failed to connect to 127\.0\.0\.1 port 1.*\(tried for 10 min\)$/);
});

test('a token is asked for by the helper and appears in no file of the repository', async () => {
  const asked: string[] = [];
  let files: readonly string[] = [];
  const url = await httpOrigin((request, response) => {
    asked.push(request.headers.authorization ?? 'none');
    // Looked at while git works with the token: what was fetched before a refusal is removed.
    files = contentsBelow(pod.path(Path.REPOSITORY));
    response.writeHead(request.headers.authorization ? 404 : 401, { 'www-authenticate': 'Basic realm="x"' }).end();
  });
  const pod = new ClonePod({ repositoryUrl: url, gitAuth: 'token', gitUsername: 'robot' });
  const helper = `#!/bin/sh\ncase $1 in Username*) echo "$${Env.GIT_USERNAME}";; *) cat "$${Env.GIT_TOKEN_FILE}";; esac\n`;
  await pod.put(Path.ASKPASS, helper);
  await chmod(pod.path(Path.ASKPASS), 0o755);
  await pod.put('/secrets/git-token', 'hunter2');
  await pod.run();
  expect(asked).toEqual(['none', `Basic ${Buffer.from('robot:hunter2').toString('base64')}`]);
  expect(files).toContainEqual(expect.stringContaining('bare = true'));
  expect([...files, ...pod.log.lines].join('\n')).not.toContain('hunter2');
});

function contentsBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

test('a stopped container records nothing: the next start tries again', async () => {
  const pod = new ClonePod({ repositoryUrl: 'http://127.0.0.1:1/x.git' });
  pod.stopping.abort();
  expect(await pod.run()).toBe(10);
  expect(existsSync(pod.path(`${Path.STATE}/clone.json`))).toBe(false);
});
