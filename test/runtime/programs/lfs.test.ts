import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunConfig } from '../../../contract/run-config';
import { git } from '../../../runtime/adapters/git/git';
import { LFS_FILTERS } from '../../../runtime/adapters/git/lfs';
import { commitAll, removeTemporaryFolders } from '../adapters/git/temporary-repository';
import { runConfig, WorkspaceUnderTest } from '../server/workspace-under-test';
import { runOneAgent } from './one-agent';

let workspace: WorkspaceUnderTest;
afterEach(() => workspace.close());
afterAll(removeTemporaryFolders);

const LARGE = 'a large file\n'.repeat(1000);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const pathOf = (repository: string, text: string): string => {
  const oid = sha256(text);
  return join(repository, 'lfs/objects', oid.slice(0, 2), oid.slice(2, 4), oid);
};

/** One file in Git LFS, and an older one of the same name. */
async function largeFiles(source: string): Promise<void> {
  for (const [key, value] of Object.entries(LFS_FILTERS)) await git(['config', key, value], { cwd: source });
  await writeFile(join(source, '.gitattributes'), '*.bin filter=lfs diff=lfs merge=lfs -text\n');
  for (const text of ['older\n', LARGE]) {
    await writeFile(join(source, 'a.bin'), text);
    await commitAll(source, 'large');
  }
}

async function run(workflow: string, config: Partial<RunConfig> = {}): Promise<{ code: number; log: string }> {
  workspace = await WorkspaceUnderTest.make({ lfs: true, ...config }, workflow, largeFiles);
  await workspace.start();
  return runOneAgent(workspace, workflow, { lfs: true, ...config });
}

const published = (path: string): Promise<string> =>
  git(['show', `prodigy/${runConfig('').runId}:${path}`], { cwd: workspace.origin });

test('large files come from origin by way of the workspace, and new ones go back', async () => {
  const { code, log } = await run('- shell: cat a.bin a.bin > b.bin && git add b.bin && git commit -qm twice\n');
  expect([code, log]).toEqual([0, expect.anything()]);
  expect(await published('b.bin')).toBe(
    `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256(LARGE + LARGE)}\nsize ${2 * LARGE.length}`,
  );
  expect(await readFile(pathOf(workspace.origin, LARGE + LARGE), 'utf8')).toBe(LARGE + LARGE);
});

test('of the history only the large files of the first commit are fetched', async () => {
  await run('- shell: "true"\n');
  expect(existsSync(pathOf(workspace.repository, LARGE))).toBe(true);
  expect(existsSync(pathOf(workspace.repository, 'older\n'))).toBe(false);
});

test('a large file that no step committed comes back from a checkpoint', async () => {
  const { code } = await run(
    '- shell: echo new > c.bin\n- shell: git add c.bin && git commit -qm new && grep -q new c.bin\n',
  );
  expect(code).toBe(0);
  expect(await readFile(pathOf(workspace.origin, 'new\n'), 'utf8')).toBe('new\n');
});

test('a blobless agent gets them too', async () => {
  const { code } = await run('- shell: cp a.bin d.txt && git add d.txt && git commit -qm copy\n', {
    agentClone: 'blobless',
  });
  expect(code).toBe(0);
  expect(await published('d.txt')).toBe(LARGE.trimEnd());
});

test('a pointer without its file is no obstacle: it is for origin to judge', async () => {
  const pointer = `version https://git-lfs.github.com/spec/v1\\noid sha256:${'a'.repeat(64)}\\nsize 12\\n`;
  const { code } = await run(`- shell: printf '${pointer}' > e.bin && git add e.bin && git commit -qm pointer\n`);
  expect(code).toBe(0);
  expect(await published('e.bin')).toContain('a'.repeat(64));
});

test('without Git LFS a run sees pointers, and the workspace serves no large files', async () => {
  const workflow = '- shell: cp a.bin f.txt && git add f.txt && git commit -qm copy\n';
  workspace = await WorkspaceUnderTest.make({}, workflow, largeFiles);
  await workspace.start();
  await workspace.call('agent-0', 'GET /v1/run');
  const url = `${workspace.remote}/lfs/objects/${sha256(LARGE)}`;
  const authorization = `Bearer ${await workspace.issuer.token('agent-0')}`;
  expect((await fetch(url, { headers: { authorization } })).status).toBe(404);
  expect((await runOneAgent(workspace, workflow, {})).code).toBe(0);
  expect(await published('f.txt')).toContain(`oid sha256:${sha256(LARGE)}`);
});

describe('the server of large files', () => {
  const call = async (path: string, init: RequestInit): Promise<Response> =>
    fetch(`${workspace.remote}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${await workspace.issuer.token('agent-0')}` },
    });
  beforeEach(async () => {
    workspace = await WorkspaceUnderTest.make({ lfs: true }, undefined, largeFiles);
    await workspace.start();
    await workspace.call('agent-0', 'GET /v1/run'); // the workspace is open then
  });

  test('a file that is not what its name says is refused and not kept', async () => {
    const oid = sha256('right');
    const response = await call(`/lfs/objects/${oid}`, { method: 'PUT', body: 'wrong' });
    expect([response.status, await response.json()]).toEqual([
      422,
      { error: `the large file must have the SHA-256 ${oid}, got ${sha256('wrong')}` },
    ]);
    expect((await call(`/lfs/objects/${oid}`, {})).status).toBe(404);
  });

  test('a batch says what is here and what is not', async () => {
    const objects = [LARGE, 'x'].map((text) => ({ oid: sha256(text), size: text.length }));
    const asked = (operation: string) =>
      call('/info/lfs/objects/batch', { method: 'POST', body: JSON.stringify({ operation, objects }) });
    const href = (text: string) => `${workspace.remote}/lfs/objects/${sha256(text)}`;
    expect(await (await asked('download')).json()).toMatchObject({
      objects: [{ actions: { download: { href: href(LARGE) } } }, { error: { code: 404 } }],
    });
    const { objects: uploads } = (await (await asked('upload')).json()) as { objects: object[] };
    expect(uploads[0]).not.toHaveProperty('actions');
    expect(uploads[1]).toMatchObject({ actions: { upload: { href: href('x') } } });
  });

  test.each([
    {},
    { operation: 'delete', objects: [] },
    { operation: 'upload', objects: [{ oid: '../../x', size: 1 }] },
  ])('the batch %j is refused', async (body) => {
    const response = await call('/info/lfs/objects/batch', { method: 'POST', body: JSON.stringify(body) });
    expect([response.status, await response.json()]).toEqual([
      422,
      { error: "'objects' must be at most 1000 with oid and size, to download or to upload" },
    ]);
  });

  test('without a token there is nothing', async () => {
    expect((await fetch(`${workspace.remote}/lfs/objects/${sha256(LARGE)}`)).status).toBe(401);
  });
});
