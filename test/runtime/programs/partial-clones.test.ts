import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RunConfig } from '../../../contract/run-config';
import { Route } from '../../../contract/workspace-api';
import { git } from '../../../runtime/adapters/git/git';
import { commitAll, removeTemporaryFolders } from '../adapters/git/temporary-repository';
import { RedisServer } from '../adapters/queue/redis-server';
import { runConfig, WorkspaceUnderTest } from '../server/workspace-under-test';
import { runOneAgent } from './one-agent';

let workspace: WorkspaceUnderTest;
afterEach(() => workspace.close());
afterAll(removeTemporaryFolders);

/** Three commits, each of which changes a file in two folders and one at the top; the first is tagged. */
async function history(source: string): Promise<void> {
  for (const n of [1, 2, 3]) {
    for (const path of ['top.txt', 'src/a.txt', 'docs/b.txt']) {
      await mkdir(dirname(join(source, path)), { recursive: true });
      await writeFile(join(source, path), `${path} ${n}\n`);
    }
    await commitAll(source, `commit ${n}`);
  }
  await git(['tag', 'v1', 'HEAD~2'], { cwd: source });
}

async function run(
  workflow: string,
  config: Partial<RunConfig>,
): Promise<{ clone: string; code: number; log: string }> {
  workspace = await WorkspaceUnderTest.make(config, workflow, history);
  await workspace.start();
  return runOneAgent(workspace, workflow, config);
}

const published = (path: string): Promise<string> =>
  git(['show', `prodigy/${runConfig('').runId}:${path}`], { cwd: workspace.origin });

/** Objects that a clone would have to fetch. */
const missing = async (clone: string, ...revisions: string[]): Promise<number> =>
  (await git(['rev-list', '--objects', '--missing=print', ...revisions], { cwd: clone }))
    .split('\n')
    .filter((line) => line.startsWith('?')).length;

test('a blobless agent has the files that it checks out, and a step gets an old one from the workspace', async () => {
  const { clone, code, log } = await run(
    '- shell: git show HEAD~2:src/a.txt > old.txt && git add old.txt && git commit -qm old\n',
    { agentClone: 'blobless' },
  );
  expect([code, log]).toEqual([0, expect.anything()]);
  expect(await published('old.txt')).toBe('src/a.txt 1');
  // Of nine old and new contents, three are checked out and one was asked for.
  expect(await missing(clone, 'refs/prodigy/base')).toBe(5);
});

test('the token of a blobless agent is in no file of its clone', async () => {
  const { clone } = await run('- shell: "true"\n', { agentClone: 'blobless' });
  const token = await workspace.issuer.token('agent-0');
  const config = await git(['config', '--list'], { cwd: clone });
  expect(config).toContain('remote.workspace.promisor=true');
  expect(config).not.toContain(token.slice(-60));
});

test('an agent checks out its folders alone, and nothing else is lost', async () => {
  const { code } = await run(
    `- shell: find . -name .git -prune -o -type f ! -name seen -print | sort > src/seen && mkdir new && echo new > new/file && git add --sparse -A && git commit -qm seen\n`,
    { sparsePaths: ['src'] },
  );
  expect(code).toBe(0);
  expect((await published('src/seen')).split('\n')).toEqual(['./README', './src/a.txt', './top.txt']);
  expect(await published('docs/b.txt')).toBe('docs/b.txt 3');
  expect(await published('new/file')).toBe('new');
});

test('a blobless agent fetches nothing of the folders that it does not check out', async () => {
  const { clone, code } = await run('- shell: echo x > src/x && git add src && git commit -qm x\n', {
    agentClone: 'blobless',
    sparsePaths: ['src'],
  });
  expect(code).toBe(0);
  expect(await published('src/x')).toBe('x');
  const inFolder = (path: string) =>
    git(['rev-list', '--objects', '--missing=print', '-1', 'refs/prodigy/base', '--', path], { cwd: clone });
  expect(await inFolder('docs')).toMatch(/^\?/m);
  expect(await inFolder('src')).not.toMatch(/^\?/m);
});

test('a shallow run has as many commits, no tags, and its result fits origin', async () => {
  const { code } = await run('- shell: git log --format=%s > log && git add log && git commit -qm log\n', { depth: 2 });
  expect(code).toBe(0);
  expect(await published('log')).toBe('commit 3\ncommit 2');
  const branch = `prodigy/${runConfig('').runId}`;
  expect(await git(['log', '--format=%s', branch], { cwd: workspace.origin })).toBe(
    'log\ncommit 3\ncommit 2\ncommit 1\nfirst',
  );
  expect(await git(['rev-parse', '--is-shallow-repository'], { cwd: workspace.repository })).toBe('true');
  expect(await git(['tag'], { cwd: workspace.repository })).toBe('');
});

test('the result of a shallow run is offered as it is, whatever the target became', async () => {
  workspace = await WorkspaceUnderTest.make({ depth: 1 }, undefined, history);
  await workspace.start();
  const fencing = await workspace.lead('agent-0');
  const dir = await workspace.checkout('agent-0');
  await git(['checkout', '-q', '--detach', await workspace.ref('refs/prodigy/base')], { cwd: dir });
  const commit = await commitAll(dir, 'work');
  await workspace.push('agent-0', dir, 'HEAD:refs/prodigy/session', fencing);
  await workspace.moveOrigin('main', 'meanwhile', 'x\n');
  const { body } = await workspace.call('agent-0', `POST ${Route.PUBLICATION}`, {}, fencing);
  expect(body).toEqual({ published: true, branch: `prodigy/${runConfig('').runId}`, commit });
});

test('items are worked on in clones without contents, of some folders, with large files', async () => {
  const workflow = `
name: demo
mode: mapreduce
setup:
  - shell: printf '["a", "b"]' > items.json && echo shared > .cache
map:
  input: items.json
  agent_template:
    - shell: cat .cache top.txt src/a.txt > "src/\${item}.bin" && ls -d docs > seen 2>&1; git add src && git commit -qm "add \${item}"
reduce:
  - shell: cat src/*.bin > src/all.bin && ls src > src/list && git show HEAD:docs/b.txt >> src/list && git add src && git commit -qm all
`;
  const config: Partial<RunConfig> = { agentClone: 'blobless', sparsePaths: ['src'], lfs: true };
  workspace = await WorkspaceUnderTest.make(config, workflow, async (source) => {
    await writeFile(join(source, '.gitattributes'), '*.bin filter=lfs diff=lfs merge=lfs -text\n');
    await history(source);
  });
  await workspace.start();
  const { body } = await workspace.call('agent-0', `GET ${Route.QUEUE_PASSWORD}`);
  const redis = await RedisServer.start({ password: String(body).trim() });
  try {
    const { code, log } = await runOneAgent(workspace, workflow, config, redis.port);
    expect([code, log]).toEqual([0, expect.anything()]);
  } finally {
    await redis.remove();
  }
  expect(await published('src/list')).toBe('a.bin\na.txt\nall.bin\nb.bin\nlist\ndocs/b.txt 3');
  expect(await published('src/all.bin')).toContain(`size ${2 * 'shared\ntop.txt 3\nsrc/a.txt 3\n'.length}`);
  expect(existsSync(join(workspace.origin, 'lfs/objects'))).toBe(true);
});
