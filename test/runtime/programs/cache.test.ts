import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { Env } from '../../../contract/environment';
import { Path } from '../../../contract/paths';
import { git } from '../../../runtime/adapters/git/git';
import { cacheProgram } from '../../../runtime/programs/cache';
import { temporaryFolder } from '../adapters/git/temporary-repository';
import { anonymous, CacheUnderTest } from '../mirrors/cache-under-test';
import { cacheOf, cleanUp, origin, refsAt, refsOf } from '../mirrors/cache-world';
import { until } from '../server/workspace-under-test';

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
  ['GET', '/readyz', 200],
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
