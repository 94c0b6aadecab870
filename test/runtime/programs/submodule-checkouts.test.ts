import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunConfig } from '../../../contract/run-config';
import { Route } from '../../../contract/workspace-api';
import { git } from '../../../runtime/adapters/git/git';
import { moduleName } from '../../../runtime/adapters/submodules/module-repository';
import { commitAll, removeTemporaryFolders, SOMEONE, temporaryRepository } from '../adapters/git/temporary-repository';
import { RedisServer } from '../adapters/queue/redis-server';
import { runConfig, WorkspaceUnderTest } from '../server/workspace-under-test';
import { runOneAgent } from './one-agent';

let workspace: WorkspaceUnderTest;
let lib: string;
let inner: string;
let pinned: string;
let newer: string;
afterEach(() => workspace.close());
afterAll(removeTemporaryFolders);

async function addModule(dir: string, path: string, source: string): Promise<void> {
  const text = `[submodule "${path}"]\n\tpath = ${path}\n\turl = file://${source}\n`;
  await writeFile(join(dir, '.gitmodules'), text, { flag: 'a' });
  const commit = await git(['rev-parse', 'HEAD'], { cwd: source });
  await git(['update-index', '--add', '--cacheinfo', `160000,${commit},${path}`], { cwd: dir });
  await git(['add', '.gitmodules'], { cwd: dir });
  await git(['commit', '-q', '-m', path], { cwd: dir, env: SOMEONE });
}

/** `lib`, pinned to the last commit but one, with `inner` in it; and `other`. */
async function modules(source: string): Promise<void> {
  [inner, lib] = [await temporaryRepository(), await temporaryRepository()];
  await addModule(lib, 'inner', inner);
  pinned = await git(['rev-parse', 'HEAD'], { cwd: lib });
  await addModule(source, 'lib', lib);
  await addModule(source, 'other', inner);
  await writeFile(join(lib, 'new'), 'new\n');
  newer = await commitAll(lib, 'newer');
}

async function run(workflow: string, config: Partial<RunConfig> = {}) {
  const settings = { submodules: true, ...config };
  workspace = await WorkspaceUnderTest.make(settings, workflow, modules);
  await workspace.start();
  return runOneAgent(workspace, workflow, settings);
}

async function runMapReduce(workflow: string) {
  const settings = { submodules: true, agents: 1 };
  workspace = await WorkspaceUnderTest.make(settings, workflow, modules);
  await workspace.start();
  const { body } = await workspace.call('agent-0', `GET ${Route.QUEUE_PASSWORD}`);
  const redis = await RedisServer.start({ password: String(body).trim() });
  try {
    return await runOneAgent(workspace, workflow, settings, redis.port);
  } finally {
    await redis.remove();
  }
}

const published = (revision: string): Promise<string> =>
  git(['rev-parse', `prodigy/${runConfig('').runId}:${revision}`], { cwd: workspace.origin });

const ok = { code: 0, log: expect.anything(), clone: expect.anything() };

test.each<Partial<RunConfig>>([{}, { agentClone: 'blobless' }])(
  'steps see submodules, nested ones too, and git finds nothing to do or to fetch (%j)',
  async (config) => {
    const end = await run(
      `- shell: |
    cat lib/README lib/inner/README other/README > seen
    git submodule update --init --recursive
    test -z "$(git status --porcelain --ignored | grep -v seen)"
    git submodule status --recursive > states
    git add seen states && git commit -qm seen
`,
      config,
    );
    expect(end).toEqual(ok);
    expect(await git(['show', `prodigy/${runConfig('').runId}:seen`], { cwd: workspace.origin })).toBe(
      'hello\nhello\nhello',
    );
    expect(await published('lib')).toBe(pinned);
  },
);

test('a step moves a submodule to another commit of its origin', async () => {
  expect(await run('- shell: git -C lib checkout -q origin/main && git commit -qam move\n')).toEqual(ok);
  expect(await published('lib')).toBe(newer);
});

test('a commit that a step makes in a submodule fails the run by name, and nothing is published', async () => {
  const commit = 'git -c user.name=x -c user.email=x commit -q --allow-empty -m own';
  const { code, log } = await run(`- shell: (cd lib && ${commit}) && git commit -qam own\n`);
  expect(code).toBe(30);
  expect(log).toMatch(
    /submodule \\+"lib\\+" must be at a commit that its origin had when the run started, got [0-9a-f]{40}: push it there before the run/,
  );
  await expect(published('lib')).rejects.toThrow();
});

test('setup that leaves files in a submodule fails the run by name: items would not have them', async () => {
  const text = `name: m\nmode: mapreduce\nsetup:\n  - shell: echo '[1]' > items.json && echo x > lib/built\nmap:\n  input: items.json\n  json_path: "$[*]"\n  agent_template:\n    - shell: "true"\n`;
  const { code, log } = await runMapReduce(text);
  expect([code, log]).toEqual([30, expect.stringContaining('must be clean after setup, got changes or files')]);
});

test('what a step changes in a submodule is not lost: a next leader starts the phase over', async () => {
  const { code } = await run('- shell: echo x > lib/built\n- shell: test -e lib/built\n');
  expect(code).toBe(0);
  const { body } = await workspace.call('agent-0', `GET ${Route.JOURNAL}`);
  expect(JSON.stringify(body)).toContain('"checkpoint":null');
});

test('items of a MapReduce run have submodules, and their branches are merged', async () => {
  const text = `name: m
mode: mapreduce
setup:
  - shell: echo '[1,2]' > items.json
map:
  input: items.json
  json_path: "$[*]"
  agent_template:
    - shell: cat lib/inner/README > "\${item_id}.txt" && if [ "\${item_id}" = item_0 ]; then git -C lib checkout -q origin/main; fi && git add -A && git commit -qm "\${item_id}"
reduce:
  - shell: test -e lib/new && git -C lib rev-parse HEAD > moved && git add moved && git commit -qm moved
`;
  expect(await runMapReduce(text)).toEqual(ok);
  expect(await published('lib')).toBe(newer);
  const show = (path: string) => git(['show', `prodigy/${runConfig('').runId}:${path}`], { cwd: workspace.origin });
  expect([await show('item_0.txt'), await show('item_1.txt'), await show('moved')]).toEqual(['hello', 'hello', newer]);
});

test('without submodules their folders are empty', async () => {
  expect(await run('- shell: test -d lib && test ! -e lib/README\n', { submodules: false })).toEqual(ok);
});

describe('the repositories of submodules at the workspace', () => {
  const ask = async (path: string, token = true): Promise<number> => {
    const authorization = `Bearer ${await workspace.issuer.token('agent-0')}`;
    const init = token ? { headers: { authorization } } : {};
    return (await fetch(`${workspace.url}${Route.MODULES}${path}`, init)).status;
  };
  beforeEach(async () => {
    workspace = await WorkspaceUnderTest.make({ submodules: true }, undefined, modules);
    await workspace.start();
    await workspace.call('agent-0', 'GET /v1/run'); // the workspace is open then
  });

  test('are read with a token, and written by nobody', async () => {
    const name = moduleName(`file://${lib}`);
    const refs = `/${name}/info/refs?service=git-upload-pack`;
    expect([await ask(refs), await ask(refs, false)]).toEqual([200, 401]);
    expect(await ask(`/${name}/info/refs?service=git-receive-pack`)).toBe(403);
    expect(await ask(`/${name}/config`)).toBe(403);
  });

  test('have the pins of what is published, whoever pushed it', async () => {
    const fencing = await workspace.lead('agent-0');
    const dir = await workspace.checkout('agent-0');
    const pin = '1'.repeat(40);
    await git(['update-index', '--cacheinfo', `160000,${pin},lib`], { cwd: dir });
    await git(['commit', '-q', '-m', 'pin'], { cwd: dir, env: SOMEONE });
    await workspace.push('agent-0', dir, 'HEAD:refs/prodigy/session', fencing);
    expect((await workspace.call('agent-0', `POST ${Route.PUBLICATION}`, {}, fencing)).body).toEqual({
      published: false,
      reason: `submodule "lib" must be at a commit that its origin had when the run started, got ${pin}: push it there before the run`,
    });
  });

  test.each(['/%2e%2e/info/refs?service=git-upload-pack', '/x.git/HEAD'])('are nothing else: %s', async (path) => {
    expect([403, 404]).toContain(await ask(path));
  });
});
