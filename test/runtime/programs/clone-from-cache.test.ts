import { existsSync, readdirSync } from 'node:fs';
import { chmod, mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Env } from '../../../contract/environment';
import { Path } from '../../../contract/paths';
import { formatRunConfig, type RunConfig } from '../../../contract/run-config';
import { git } from '../../../runtime/adapters/git/git';
import { cloneProgram } from '../../../runtime/programs/clone';
import { removeTemporaryFolders, temporaryFolder } from '../adapters/git/temporary-repository';
import { CacheUnderTest, LARGE, OriginUnderTest } from '../mirrors/cache-under-test';
import { GitServer } from '../mirrors/git-server';
import { RecordingLog } from '../server/recording-log';
import { runConfig } from '../server/workspace-under-test';

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});
afterAll(removeTemporaryFolders);

/** An origin, and a cache that mirrors it. */
async function mirrored(): Promise<{ origin: OriginUnderTest; cache: CacheUnderTest; mirror: string }> {
  const origin = await OriginUnderTest.start();
  const cache = CacheUnderTest.of({ a: origin.url });
  cleanUp.push(
    () => origin.server.close(),
    () => cache.stop(),
  );
  await cache.warm();
  origin.server.reset();
  return { origin, cache, mirror: cache.mirrorUrl('a') };
}

interface Clone {
  readonly outcome: { ok: boolean; base?: string; reason?: string };
  readonly log: RecordingLog;
  readonly root: string;
  readonly git: (...args: string[]) => Promise<string>;
}

async function clone(origin: OriginUnderTest, config: Partial<RunConfig> = {}): Promise<Clone> {
  const [root, log] = [temporaryFolder(), new RecordingLog()];
  const put = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(root + path), { recursive: true });
    await writeFile(root + path, text, { mode: 0o755 });
  };
  await put(Path.CONFIG_FILE, formatRunConfig({ ...runConfig(''), repositoryUrl: origin.url, ...config }));
  await put(Path.ASKPASS, `#!/bin/sh\ncase $1 in Username*) echo robot;; *) cat "$${Env.GIT_TOKEN_FILE}";; esac\n`);
  await put('/secrets/git-token', 'hunter2');
  await mkdir(root + Path.WORKSPACE, { recursive: true });
  const env = { [Env.TEST_ORIGIN_PROTOCOLS]: 'http' };
  expect(await cloneProgram({ env, log, signal: new AbortController().signal, root })).toBe(0);
  const outcome = JSON.parse(await readFile(`${root}${Path.STATE}/clone.json`, 'utf8'));
  return { outcome, log, root, git: (...args) => git(args, { cwd: root + Path.REPOSITORY }) };
}

const refs = (run: Clone): Promise<string> => run.git('for-each-ref', '--format=%(objectname) %(refname)');

/** Nothing is missing, borrowed or half. */
async function standsAlone(run: Clone): Promise<void> {
  await run.git('fsck', '--full', '--strict');
  expect(existsSync(`${run.root}${Path.REPOSITORY}/objects/info/alternates`)).toBe(false);
  expect(readdirSync(run.root + Path.WORKSPACE).sort()).toEqual(['run.git', 'state']);
}

const LEFT_OUT = /^warn: the repository cache is skipped, everything is fetched from origin: /;
const leftOut = ({ log }: Clone): boolean => log.lines.some((line) => LEFT_OUT.test(line));

test('with a warm cache no object comes from origin, and the repository is the same', async () => {
  const { origin, cache, mirror } = await mirrored();
  const run = await clone(origin, { repositoryCache: mirror });
  expect(origin.server.packs).toBe(0);
  expect(origin.server.bytes).toBeLessThan(10_000);
  expect(run.log.lines).toContain('info: the repository cache served what it has of refs/heads/main');
  await cache.stop();

  const plain = await clone(origin);
  expect(origin.server.bytes).toBeGreaterThan(LARGE);
  expect(run.outcome.base).toBe(plain.outcome.base);
  expect(await refs(run)).toBe(await refs(plain));
  await standsAlone(run);
});

test('origin is asked twice, for its refs and for one pack', async () => {
  const { origin } = await mirrored();
  await clone(origin);
  expect(origin.server.requests.filter((request) => request.startsWith('GET '))).toHaveLength(2);
  expect(origin.server.packs).toBe(1);
});

test('from a stale mirror comes what it has, from origin the rest', async () => {
  const { origin, mirror } = await mirrored();
  const newest = await origin.advance('second');
  const run = await clone(origin, { repositoryCache: mirror });
  expect(run.outcome).toMatchObject({ ok: true, base: newest });
  expect(origin.server.packs).toBeGreaterThan(0);
  expect(origin.server.bytes).toBeLessThan(LARGE / 10);
  await standsAlone(run);
});

test('a branch that was rewritten at origin is what origin says', async () => {
  const { origin, mirror } = await mirrored();
  await origin.git('checkout', '-q', '--orphan', 'fresh');
  const fresh = await origin.commit('anew');
  await origin.push('+fresh:main');
  const run = await clone(origin, { repositoryCache: mirror });
  expect(run.outcome.base).toBe(fresh);
  expect(await refs(run)).toBe(await refs(await clone(origin)));
});

test('two runs at once get the same', async () => {
  const { origin, mirror } = await mirrored();
  const [one, two] = await Promise.all([1, 2].map(() => clone(origin, { repositoryCache: mirror })));
  expect(origin.server.packs).toBe(0);
  expect(await refs(one as Clone)).toBe(await refs(two as Clone));
  await standsAlone(one as Clone);
  await standsAlone(two as Clone);
});

test('what origin refuses is refused, though the cache has it: nothing is fetched from there', async () => {
  const { origin, cache } = await mirrored();
  const mirrors = await GitServer.start(dirname(cache.path('a')));
  cleanUp.push(() => mirrors.close());
  origin.server.refuseWith = 403;
  const run = await clone(origin, { repositoryCache: mirrors.url('a.git') });
  expect(run.outcome).toMatchObject({ ok: false, reason: expect.stringContaining('returned error: 403') });
  expect(mirrors.requests).toEqual([]);
});

test('the run’s token goes to origin alone', async () => {
  const { origin, cache } = await mirrored();
  const mirrors = await GitServer.start(dirname(cache.path('a')));
  mirrors.token = 'robot:hunter2';
  origin.server.token = 'robot:hunter2';
  cleanUp.push(() => mirrors.close());
  const run = await clone(origin, { repositoryCache: mirrors.url('a.git'), gitAuth: 'token', gitUsername: 'robot' });
  expect(run.outcome.ok).toBe(true);
  expect(mirrors.requests).not.toEqual([]);
  expect(mirrors.sawCredentials).toBe(false);
  expect(leftOut(run)).toBe(true);
});

test('a cache that is cold or dead is left out, with a line in the log', async () => {
  const { origin, cache } = await mirrored();
  for (const repositoryCache of [cache.mirrorUrl('unknown'), 'http://127.0.0.1:1/a.git']) {
    const run = await clone(origin, { repositoryCache });
    expect(run.outcome.ok).toBe(true);
    expect(leftOut(run)).toBe(true);
    expect(await refs(run)).toBe(await refs(await clone(origin)));
  }
});

test('a cache that dies in mid-transfer is left out, and leaves nothing behind', async () => {
  const { origin, cache } = await mirrored();
  const mirrors = await GitServer.start(dirname(cache.path('a')));
  mirrors.cut = { afterBytes: LARGE / 2, ending: 'break' };
  cleanUp.push(() => mirrors.close());
  const run = await clone(origin, { repositoryCache: mirrors.url('a.git') });
  expect(mirrors.packs).toBeGreaterThan(0);
  expect(leftOut(run)).toBe(true);
  expect(run.outcome.ok).toBe(true);
  await standsAlone(run);
  const files = readdirSync(run.root + Path.REPOSITORY, { recursive: true }) as string[];
  expect(files.filter((path) => path.includes('tmp_'))).toEqual([]);
});

test('a damaged mirror is left out', async () => {
  const { origin, cache, mirror } = await mirrored();
  const packs = join(cache.path('a'), 'objects/pack');
  for (const name of readdirSync(packs).filter((file) => file.endsWith('.pack'))) {
    await chmod(join(packs, name), 0o600);
    await truncate(join(packs, name), 1000);
  }
  const run = await clone(origin, { repositoryCache: mirror });
  expect(leftOut(run)).toBe(true);
  expect(run.outcome.ok).toBe(true);
  await standsAlone(run);
});

test('a commit of another branch comes from the cache, once origin has given it too', async () => {
  const { origin, cache, mirror } = await mirrored();
  await origin.git('checkout', '-q', 'other');
  const revision = await origin.commit('on-other', LARGE);
  await origin.commit('later');
  await origin.push('other');
  await cache.refresh();
  origin.server.reset();
  const run = await clone(origin, { repositoryCache: mirror, revision });
  expect(run.outcome).toMatchObject({ ok: true, base: revision });
  expect(origin.server.packs).toBeGreaterThan(0);
  expect(origin.server.bytes).toBeLessThan(LARGE / 10);
  await standsAlone(run);
});

test.each([true, false])(
  'a commit that origin dropped is unknown, though the mirror still has it (origin gives any commit: %s)',
  async (givesAnyCommit) => {
    const { origin, mirror } = await mirrored();
    const { outcome } = await clone(origin);
    await origin.git('checkout', '-q', '--orphan', 'fresh');
    await origin.commit('anew');
    await origin.push('+fresh:main', '+fresh:other', '+fresh:v1');
    origin.server.givesAnyCommit = givesAnyCommit;
    const run = await clone(origin, { repositoryCache: mirror, revision: outcome.base });
    const plain = await clone(origin, { revision: outcome.base });
    expect(run.outcome.ok).toBe(false);
    expect(run.outcome.reason).toBe(plain.outcome.reason);
  },
);

test('a commit of the target branch comes from the cache', async () => {
  const { origin, cache, mirror } = await mirrored();
  const { outcome } = await clone(origin);
  await origin.advance('second');
  await cache.refresh();
  origin.server.reset();
  const run = await clone(origin, { repositoryCache: mirror, revision: outcome.base });
  expect(run.outcome).toMatchObject({ ok: true, base: outcome.base });
  expect(origin.server.packs).toBe(0);
});

test('a run that takes a part of the history leaves the cache alone', async () => {
  const { origin, cache } = await mirrored();
  const mirrors = await GitServer.start(dirname(cache.path('a')));
  cleanUp.push(() => mirrors.close());
  const run = await clone(origin, { repositoryCache: mirrors.url('a.git'), depth: 1 });
  expect(run.outcome.ok).toBe(true);
  expect(mirrors.requests).toEqual([]);
});
