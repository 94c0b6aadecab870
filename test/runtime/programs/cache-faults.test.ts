import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Path } from '../../../contract/paths';
import { git } from '../../../runtime/adapters/git/git';
import { temporaryFolder } from '../adapters/git/temporary-repository';
import { anonymous, type CacheUnderTest } from '../mirrors/cache-under-test';
import { cacheOf, cleanUp, origin, refsAt, refsOf } from '../mirrors/cache-world';
import { until } from '../server/workspace-under-test';

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
  expect(next.log.lines.join('\n')).toMatch(/error: the mirror of http.* is damaged and is recreated: /);
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
