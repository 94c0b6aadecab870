import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, truncate, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { Env } from '../../../contract/environment';
import { Path } from '../../../contract/paths';
import { git } from '../../../runtime/adapters/git/git';
import { cacheProgram } from '../../../runtime/programs/cache';
import { removeTemporaryFolders, temporaryFolder } from '../adapters/git/temporary-repository';
import { anonymous, CacheUnderTest, OriginUnderTest } from '../mirrors/cache-under-test';
import { until } from '../server/workspace-under-test';

jest.setTimeout(60_000);

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});
afterAll(removeTemporaryFolders);

async function origin(): Promise<OriginUnderTest> {
  const made = await OriginUnderTest.start();
  cleanUp.push(() => made.server.close());
  return made;
}

function cacheOf(mirrors: Record<string, string>, root?: string): CacheUnderTest {
  const cache = CacheUnderTest.of(mirrors, root);
  cleanUp.push(() => cache.stop());
  return cache;
}

const refsAt = async (url: string): Promise<string[]> => {
  const listed = await git(['ls-remote', '--refs', url], { cwd: '/', protocols: 'http' });
  return listed.split('\n').map((line) => line.replace('\t', ' '));
};
const refsOf = async ({ bare }: OriginUnderTest): Promise<string[]> =>
  (await git(['for-each-ref', '--format=%(objectname) %(refname)'], { cwd: bare })).split('\n');

test('a mirror holds branches and tags of its origin, and follows them', async () => {
  const source = await origin();
  const cache = await cacheOf({ a: source.url }).warm();
  expect(await refsAt(cache.mirrorUrl('a'))).toEqual(await refsOf(source));

  await source.advance('second');
  await source.git('tag', 'v2');
  await source.push('v2', ':other');
  await cache.refresh();
  expect(await refsOf(source)).toHaveLength(3);
  expect(await refsAt(cache.mirrorUrl('a'))).toEqual(await refsOf(source));
  expect(cache.clock.pauses).toContain(300_000);
});

test('strangers’ changes, which forges keep beside the branches, stay out', async () => {
  const source = await origin();
  await git(['update-ref', 'refs/pull/1/head', 'refs/heads/main'], { cwd: source.bare });
  const cache = await cacheOf({ a: source.url }).warm();
  await cache.refresh();
  expect((await refsAt(cache.mirrorUrl('a'))).join()).not.toContain('refs/pull');
});

test('a clone of a mirror is a clone of its origin, from HEAD on', async () => {
  const source = await origin();
  const cache = await cacheOf({ a: source.url }).warm();
  const copy = join(temporaryFolder(), 'copy');
  await git(['clone', '-q', cache.mirrorUrl('a'), copy], { cwd: '/', protocols: 'http' });
  expect(await git(['rev-parse', 'HEAD'], { cwd: copy })).toBe(await source.git('rev-parse', 'main'));
});

test.each([
  ['GET', '/nothing.git/info/refs?service=git-upload-pack', 404],
  ['GET', '/../etc/passwd', 404],
  ['GET', '/', 404],
  ['GET', '/a.git/info/refs?service=git-receive-pack', 403],
  ['GET', '/a.git/info/refs', 403],
  ['POST', '/a.git/git-receive-pack', 403],
  ['GET', '/a.git/HEAD', 403],
  ['GET', '/healthz', 200],
])('%s %s is answered %d', async (method, path, status) => {
  const cache = await cacheOf({ a: (await origin()).url }).warm();
  expect((await fetch(cache.url + path, { method })).status).toBe(status);
});

test('who comes when too many fetch at once is sent to origin', async () => {
  const cache = await cacheOf({ a: (await origin()).url }).warm();
  const halfSent = Array.from({ length: 16 }, () => {
    const headers = { 'content-type': 'application/x-git-upload-pack-request' };
    const call = request(`${cache.mirrorUrl('a')}/git-upload-pack`, { method: 'POST', headers });
    call.on('error', () => {});
    call.write('00');
    return call;
  });
  const ask = () => fetch(`${cache.mirrorUrl('a')}/info/refs?service=git-upload-pack`);
  const refused = await until(async () => {
    const answer = await ask();
    return answer.ok ? undefined : answer;
  });
  expect([refused.status, await refused.text()]).toEqual([503, 'too many fetch at once: ask origin\n']);
  for (const call of halfSent) call.destroy();
  await until(async () => (await ask()).ok);
});

test('nothing can be pushed to a mirror', async () => {
  const source = await origin();
  const cache = await cacheOf({ a: source.url }).warm();
  const push = git(['push', cache.mirrorUrl('a'), 'main:refs/heads/new'], { cwd: source.checkout, protocols: 'http' });
  await expect(push).rejects.toThrow('403');
  expect((await refsAt(cache.mirrorUrl('a'))).join()).not.toContain('refs/heads/new');
});

test('a commit that its origin dropped is not given any more', async () => {
  const source = await origin();
  const dropped = await source.advance('secret');
  const cache = await cacheOf({ a: source.url }).warm();
  const take = () =>
    git(['fetch', '-q', cache.mirrorUrl('a'), dropped], { cwd: temporary, protocols: 'http' }).then(
      () => 'given',
      (error: Error) => error.message,
    );
  const temporary = temporaryFolder();
  await git(['init', '-q'], { cwd: temporary });
  expect(await take()).toBe('given');

  await source.git('reset', '-q', '--hard', 'HEAD^');
  await source.push('main');
  await cache.refresh();
  await git(['init', '-q', join(temporary, 'next')], { cwd: temporary });
  const next = git(['fetch', '-q', cache.mirrorUrl('a'), dropped], { cwd: join(temporary, 'next'), protocols: 'http' });
  await expect(next).rejects.toThrow(/unadvertised object|not our ref/);
});

test('until a mirror is whole, callers are sent to origin', async () => {
  const source = await origin();
  source.server.cut = { afterBytes: 1000, ending: 'stall' };
  const cache = await cacheOf({ a: source.url }).start();
  await until(() => source.server.packs > 0);
  const answer = await fetch(`${cache.mirrorUrl('a')}/info/refs?service=git-upload-pack`);
  expect([answer.status, await answer.text()]).toEqual([503, 'the mirror is being made: ask origin\n']);
  expect(existsSync(cache.path('a'))).toBe(false);
});

test('an origin out of reach is asked again, ever more patiently; the last good state is served', async () => {
  const source = await origin();
  const cache = await cacheOf({ a: source.url }).warm();
  const good = await refsAt(cache.mirrorUrl('a'));
  await source.advance('second');
  source.server.refuseWith = 503;
  const pauses: number[] = [];
  for (let round = 0; round < 9; round++) {
    await cache.refresh();
    pauses.push(cache.clock.pauses.find((ms) => ms !== 30_000) as number);
  }
  expect(pauses.map((ms) => ms / 1000)).toEqual([5, 10, 20, 40, 80, 160, 320, 600, 600]);
  expect(cache.log.lines.at(-1)).toMatch(
    /^error: a is not refreshed, its last good state is served: .* returned error: 503; next try in 600 s$/,
  );
  expect(await refsAt(cache.mirrorUrl('a'))).toEqual(good);

  source.server.refuseWith = undefined;
  await cache.refresh();
  expect(cache.clock.pauses).toContain(300_000);
  expect(await refsAt(cache.mirrorUrl('a'))).toEqual(await refsOf(source));
});

test('one origin that is gone keeps no other mirror from being made', async () => {
  const source = await origin();
  const cache = await cacheOf({ gone: 'http://127.0.0.1:1/x.git', a: source.url, b: source.url }).warm();
  expect(await refsAt(cache.mirrorUrl('b'))).toEqual(await refsOf(source));
  expect(cache.log.lines.join('\n')).toContain('error: gone is not refreshed, runs clone it from origin: ');
});

/** The cache as a process of its own, which can be killed with all that it started. */
function cacheProcess(root: string): ChildProcess {
  const script = join(__dirname, '../mirrors/cache-process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, root], { stdio: 'ignore' });
  cleanUp.push(async () => child.kill('SIGKILL'));
  return child;
}

/** As a container ends: every process at once. */
function killAll(pid: number): void {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  process.kill(pid, 'SIGKILL');
  for (const child of children.split(' ').filter(Boolean)) killAll(Number(child));
}

const halves = (cache: CacheUnderTest): string[] =>
  (readdirSync(cache.root + Path.MIRRORS, { recursive: true }) as string[]).filter((path) => /tmp_|\.lock$/.test(path));

test('a clone that is killed leaves nothing that is served, and is made anew', async () => {
  const source = await origin();
  source.server.cut = { afterBytes: 100_000, ending: 'stall' };
  const cache = cacheOf({ a: source.url });
  await cache.configure([anonymous('a', source.url)]);
  const child = cacheProcess(cache.root);
  await until(
    () => source.server.packs > 0 && existsSync(`${cache.path('a')}.new/objects/pack`) && halves(cache).length > 0,
  );
  killAll(child.pid as number);
  expect(existsSync(cache.path('a'))).toBe(false);

  source.server.cut = undefined;
  await cache.warm();
  expect(await refsAt(cache.mirrorUrl('a'))).toEqual(await refsOf(source));
  expect(halves(cache)).toEqual([]);
  expect(existsSync(`${cache.path('a')}.new`)).toBe(false);
});

test('a fetch that is killed harms nothing: its locks and halves are removed, and the mirror goes on', async () => {
  const source = await origin();
  const first = await cacheOf({ a: source.url }).warm();
  await first.stop();
  await source.advance('second', 300_000);
  source.server.cut = { afterBytes: 100_000, ending: 'stall' };
  const child = cacheProcess(first.root);
  await until(() => halves(first).length > 0);
  killAll(child.pid as number);
  for (const lock of ['packed-refs.lock', 'HEAD.lock', 'refs/heads/main.lock'])
    await writeFile(join(first.path('a'), lock), '');

  source.server.cut = undefined;
  const next = await cacheOf({ a: source.url }, first.root).warm();
  expect(await refsAt(next.mirrorUrl('a'))).toEqual(await refsOf(source));
  expect(halves(next)).toEqual([]);
  expect(next.log.lines.join()).not.toContain('error');
});

test('a mirror that a crash damaged is made anew', async () => {
  const source = await origin();
  const first = await cacheOf({ a: source.url }).warm();
  await first.stop();
  const packs = join(first.path('a'), 'objects/pack');
  for (const name of readdirSync(packs).filter((file) => file.endsWith('.pack'))) {
    await chmod(join(packs, name), 0o600);
    await truncate(join(packs, name), 1000);
  }
  const next = await cacheOf({ a: source.url }, first.root).warm();
  expect(next.log.lines.join('\n')).toMatch(/error: the mirror of http.* is damaged and made anew: /);
  expect(await refsAt(next.mirrorUrl('a'))).toEqual(await refsOf(source));
  await git(['fsck'], { cwd: next.path('a') });
});

test('a full claim is named as such, and what is there is served', async () => {
  const source = await origin();
  const cache = await cacheOf({ a: source.url }).warm();
  const good = await refsAt(cache.mirrorUrl('a'));
  await source.advance('second');
  const tools = temporaryFolder();
  const real = process.env.PATH;
  await writeFile(
    join(tools, 'git'),
    `#!/bin/sh\nPATH=${real}\n[ "$1" = fetch ] || exec git "$@"\ntouch objects/pack/tmp_pack_x\necho 'fatal: write error: No space left on device' >&2\nexit 128\n`,
    { mode: 0o755 },
  );
  process.env.PATH = `${tools}:${real}`;
  try {
    await cache.refresh();
  } finally {
    process.env.PATH = real;
  }
  expect(cache.log.lines.at(-1)).toBe(
    'error: the claim is full, so a is not refreshed and its last good state is served: enlarge the claim; next try in 5 s',
  );
  expect(halves(cache)).toEqual([]);
  expect(await refsAt(cache.mirrorUrl('a'))).toEqual(good);
});

test('many small fetches do not become many packs, and nothing that was fetched is lost', async () => {
  const source = await origin();
  const cache = await cacheOf({ a: source.url }).warm();
  for (let round = 0; round < 6; round++) {
    await source.advance(`small-${round}`);
    await cache.refresh();
  }
  const packs = readdirSync(join(cache.path('a'), 'objects/pack')).filter((file) => file.endsWith('.pack'));
  expect(packs.length).toBeLessThan(5);
  expect(await refsAt(cache.mirrorUrl('a'))).toEqual(await refsOf(source));
  expect(cache.log.lines.filter((line) => line.startsWith('warn'))).toEqual([]);
});

test('a token is read from the file of its own repository and appears in no file of a mirror', async () => {
  const source = await origin();
  source.server.token = 'robot:hunter2';
  const env = { [Env.GIT_TOKEN_FILE]: '/secrets/a/git-token', [Env.GIT_USERNAME]: 'robot' };
  const cache = new CacheUnderTest([
    { name: 'a', repositoryUrl: source.url, gitAuth: 'token', gitUsername: 'robot', env },
  ]);
  cleanUp.push(() => cache.stop());
  const helper = `#!/bin/sh\ncase $1 in Username*) echo "$${Env.GIT_USERNAME}";; *) cat "$${Env.GIT_TOKEN_FILE}";; esac\n`;
  await cache.put(Path.ASKPASS, helper);
  await chmod(cache.root + Path.ASKPASS, 0o755);
  await cache.put('/secrets/a/git-token', 'hunter2');
  await cache.warm();
  source.server.token = undefined;
  expect(await refsAt(cache.mirrorUrl('a'))).toEqual(await refsOf(source));
  expect(readFileSync(join(cache.path('a'), 'config'), 'utf8') + cache.log.lines.join()).not.toContain('hunter2');
});

test('a mirror that nobody wants any more makes room, foreign files stay', async () => {
  const source = await origin();
  const first = await cacheOf({ a: source.url, b: source.url }).warm();
  await first.stop();
  await mkdir(`${first.root}${Path.MIRRORS}/lost+found`);
  const next = await cacheOf({ b: source.url }, first.root).warm();
  expect(readdirSync(next.root + Path.MIRRORS).sort()).toEqual(['b.git', 'lost+found']);
});

test('a changed configuration ends the program, so that the container starts with it', async () => {
  const source = await origin();
  const cache = await cacheOf({ a: source.url }).warm();
  await cache.configure([anonymous('a', source.url), anonymous('b', source.url)]);
  cache.clock.wake();
  expect(await cache.ended()).toBe(0);
  expect(cache.log.lines).toContain('info: the configuration has changed: the container starts again with it');
});

test.each([
  ['{', /^error: 'cache\.json' must be JSON/],
  [
    JSON.stringify({ refreshSeconds: 300, repositories: [anonymous('a', 'ext::sh -c id')] }),
    /^error: 'repositoryUrl' must begin with https:\/\/ or http:\/\/, got "ext::sh -c id"$/,
  ],
])('a configuration that cannot be worked with is said and ends the program: %s', async (text, message) => {
  const cache = cacheOf({});
  await cache.put(Path.CACHE_CONFIG_FILE, text);
  expect(await cacheProgram(cache.context())).toBe(20);
  expect(cache.log.lines.at(-1)).toMatch(message);
});

test('after SIGTERM nobody is answered any more', async () => {
  const cache = await cacheOf({ a: (await origin()).url }).warm();
  expect(await cache.stop()).toBe(0);
  await expect(fetch(`${cache.url}/healthz`)).rejects.toThrow('fetch failed');
});
