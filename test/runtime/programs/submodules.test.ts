import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Env } from '../../../contract/environment';
import { Path } from '../../../contract/paths';
import { git } from '../../../runtime/adapters/git/git';
import { moduleName } from '../../../runtime/adapters/submodules/module-repository';
import { commitAll, removeTemporaryFolders, temporaryFolder } from '../adapters/git/temporary-repository';
import { GitServer } from '../mirrors/git-server';
import { ClonePod } from './clone-pod';

const TOKEN = 'hunter2';
let folder: string;
let server: GitServer;
beforeEach(async () => {
  folder = temporaryFolder();
  server = await GitServer.start(folder);
  server.token = `robot:${TOKEN}`;
});
afterEach(() => server.close());
afterAll(removeTemporaryFolders);

interface Pin {
  readonly path: string;
  readonly url: string;
  readonly commit: string;
  readonly name?: string;
}

/** Commit submodules, without asking whether they make sense. */
async function pin(dir: string, pins: readonly Pin[]): Promise<void> {
  const lines = pins.map(
    ({ path, url, name = path }) => `[submodule "${name}"]\n\tpath = "${path}"\n\turl = "${url}"\n`,
  );
  await writeFile(join(dir, '.gitmodules'), lines.join(''));
  await git(['add', '.gitmodules'], { cwd: dir });
  for (const { path, commit } of pins)
    await git(['update-index', '--add', '--cacheinfo', `160000,${commit},${path}`], { cwd: dir }).catch(
      () => undefined,
    );
  const env = { GIT_AUTHOR_NAME: 'x', GIT_AUTHOR_EMAIL: 'x', GIT_COMMITTER_NAME: 'x', GIT_COMMITTER_EMAIL: 'x' };
  await git(['commit', '-q', '-m', 'pins'], { cwd: dir, env });
}

/** A repository that the server has, with a file that names it. @returns its folder; its HEAD is the commit. */
async function repository(name: string, pins: readonly Pin[] = []): Promise<{ dir: string; commit: string }> {
  const dir = join(folder, name);
  await mkdir(dir);
  await git(['init', '-q', '-b', 'main'], { cwd: dir });
  await writeFile(join(dir, 'name'), `${name}\n`);
  await commitAll(dir, 'first');
  if (pins.length > 0) await pin(dir, pins);
  return { dir, commit: await git(['rev-parse', 'HEAD'], { cwd: dir }) };
}

async function clone(): Promise<ClonePod> {
  const pod = new ClonePod({
    ...{ repositoryUrl: server.url('project.git'), gitAuth: 'token', gitUsername: 'robot', submodules: true },
  });
  const helper = `#!/bin/sh\ncase $1 in Username*) echo "$${Env.GIT_USERNAME}";; *) cat "$${Env.GIT_TOKEN_FILE}";; esac\n`;
  await pod.put(Path.ASKPASS, helper);
  await chmod(pod.path(Path.ASKPASS), 0o755);
  await pod.put('/secrets/git-token', TOKEN);
  expect(await pod.run('http')).toBe(0);
  return pod;
}

const refused = async (): Promise<unknown> => (await (await clone()).outcome()).reason;

test("submodules come with the run's own token: nested, relative and absolute", async () => {
  const inner = await repository('inner.git');
  const lib = await repository('lib.git', [{ path: 'deep/inner', url: '../inner.git', commit: inner.commit }]);
  await git(['checkout', '-q', '-b', 'next'], { cwd: lib.dir });
  const next = await commitAll(lib.dir, 'next');
  const { commit } = await repository('project.git', [
    { path: 'libs/a', url: '../lib.git', commit: lib.commit },
    { path: 'b', url: server.url('inner.git'), commit: inner.commit },
  ]);
  const pod = await clone();
  expect(await pod.outcome()).toEqual({ ok: true, base: commit, at: 1000 });
  expect(pod.log.lines).toContain('info: submodules: b, libs/a, libs/a/deep/inner');
  expect(await knownIn(pod, server.url('lib.git'))).toEqual([`heads/main ${lib.commit}`, `heads/next ${next}`]);
  expect(await knownIn(pod, server.url('inner.git'))).toEqual([`heads/main ${inner.commit}`]);
});

/** What the workspace has of a submodule's branches and tags. */
async function knownIn(pod: ClonePod, address: string): Promise<string[]> {
  const cwd = join(pod.path(Path.MODULES), moduleName(address));
  return (await git(['for-each-ref', '--format=%(refname:lstrip=3) %(objectname)'], { cwd })).split('\n');
}

test('a commit that no branch leads to is asked for by its name', async () => {
  const lib = await repository('lib.git');
  await git(['update-ref', 'refs/pull/1', await commitAll(lib.dir, 'proposed')], { cwd: lib.dir });
  const proposed = await git(['rev-parse', 'refs/pull/1'], { cwd: lib.dir });
  await git(['reset', '-q', '--hard', lib.commit], { cwd: lib.dir });
  await repository('project.git', [{ path: 'lib', url: '../lib.git', commit: proposed }]);
  expect(await knownIn(await clone(), server.url('lib.git'))).toContain(`pins/${proposed} ${proposed}`);
});

test('a commit that is not there, or a repository that is not, ends the run by name', async () => {
  await repository('lib.git');
  const missing = '1'.repeat(40);
  const { dir } = await repository('project.git', [{ path: 'lib', url: '../lib.git', commit: missing }]);
  expect(await refused()).toBe(
    `submodule "lib" at ${missing}: fatal: remote error: upload-pack: not our ref ${missing}; ` +
      'fatal: the remote end hung up unexpectedly',
  );
  await pin(dir, [{ path: 'lib', url: '../gone.git', commit: missing }]);
  expect(await refused()).toBe(
    `submodule "lib" at ${missing}: fatal: repository '${server.url('gone.git')}/' not found`,
  );
});

test('no other host is asked', async () => {
  const lib = await repository('lib.git');
  const elsewhere = await GitServer.start(folder);
  try {
    const url = elsewhere.url('lib.git');
    await repository('project.git', [{ path: 'lib', url: url.replace('//', '//u:secret@'), commit: lib.commit }]);
    expect(await refused()).toBe(
      `submodule "lib" must have an address on origin's host, relative or by https or ssh, ` +
        `got ${JSON.stringify(url.replace('//', '//***@'))}: change it in .gitmodules, or run without submodules`,
    );
    expect(elsewhere.requests).toEqual([]);
  } finally {
    await elsewhere.close();
  }
});

test('a name that leads out of the folder of submodules never reaches the claim', async () => {
  const lib = await repository('lib.git');
  await repository('project.git', [{ path: 'lib', name: '../../hooks', url: '../lib.git', commit: lib.commit }]);
  expect(await refused()).toMatch(/gitmodulesName: disallowed submodule name: \.\.\/\.\.\/hooks; .*fsck error/);
});

test('a repository that holds itself ends the run at some depth', async () => {
  const { dir, commit } = await repository('project.git');
  let inner = commit;
  for (let n = 0; n < 6; n++) {
    await pin(dir, [{ path: 'self', url: '../project.git', commit: inner }]);
    inner = await git(['rev-parse', 'HEAD'], { cwd: dir });
  }
  expect(await refused()).toBe(
    'submodule "self/self/self/self/self/self" must be at most 5 deep in others: nest it less',
  );
});

test('the token is in no file of the submodules', async () => {
  const lib = await repository('lib.git');
  await repository('project.git', [{ path: 'lib', url: '../lib.git', commit: lib.commit }]);
  const pod = await clone();
  const config = await readFile(join(pod.path(Path.MODULES), moduleName(server.url('lib.git')), 'config'), 'utf8');
  expect(config + pod.log.lines.join('\n')).not.toContain(TOKEN);
});
