import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Route } from '../../../contract/workspace-api';
import { git } from '../../../runtime/adapters/git/git';
import { commitAll, removeTemporaryFolders } from '../adapters/git/temporary-repository';
import { WorkspaceUnderTest } from './workspace-under-test';

let workspace: WorkspaceUnderTest;
beforeAll(async () => {
  workspace = await WorkspaceUnderTest.make();
  await workspace.start();
});
afterAll(async () => {
  await workspace.close();
  removeTemporaryFolders();
});

async function commitIn(dir: string, file: string, content: string | Buffer = `${file}\n`): Promise<string> {
  await writeFile(join(dir, file), content);
  return commitAll(dir, file);
}

const open = async (pod: string, item: string, attempt = 1) =>
  (await workspace.call(pod, `POST ${Route.ATTEMPTS}`, { item, attempt })) as { status: number; body: never };

test('a pod pushes to the attempt that it opened, and may replace what it pushed', async () => {
  const dir = await workspace.checkout('agent-0');
  const base = await workspace.ref('refs/prodigy/base');
  expect(await open('agent-0', 'item_1')).toEqual({
    status: 200,
    body: { ref: 'refs/prodigy/attempts/item_1/1', start: base, setup: null },
  });
  await commitIn(dir, 'first');
  await workspace.push('agent-0', dir, 'HEAD:refs/prodigy/attempts/item_1/1');
  await git(['reset', '-q', '--hard', base], { cwd: dir });
  const second = await commitIn(dir, 'second');
  await workspace.push('agent-0', dir, '+HEAD:refs/prodigy/attempts/item_1/1');
  expect(await workspace.ref('refs/prodigy/attempts/item_1/1')).toBe(second);
});

test('an attempt with a commit is not opened again', async () => {
  await workspace.attempt('agent-0', 'item_30', 1, 'a', 'a\n');
  expect(await open('agent-0', 'item_30')).toEqual({
    status: 409,
    body: { error: 'attempt 1 at item_30 is over: it has a commit' },
  });
});

test('an attempt that another pod opened is neither given nor written', async () => {
  await open('agent-0', 'item_2');
  expect(await open('agent-1', 'item_2')).toEqual({
    status: 409,
    body: { error: 'attempt 1 at item_2 was opened by agent-0' },
  });
  expect((await open('agent-0', 'item_2')).status).toBe(200);
  const dir = await workspace.checkout('agent-1');
  await commitIn(dir, 'x');
  await expect(workspace.push('agent-1', dir, 'HEAD:refs/prodigy/attempts/item_2/1')).rejects.toThrow(
    'this pod may not push to refs/prodigy/attempts/item_2/1',
  );
});

test.each(['session', 'base', 'checkpoint', 'setup', 'result', 'attempts/item_9/1', 'other'])(
  'a pod that does not lead cannot push to refs/prodigy/%s',
  async (name) => {
    const dir = await workspace.checkout('agent-1');
    await commitIn(dir, 'x');
    await expect(workspace.push('agent-1', dir, `HEAD:refs/prodigy/${name}`)).rejects.toThrow(
      `this pod may not push to refs/prodigy/${name}`,
    );
  },
);

test('the leader moves session, checkpoint, setup and result, and nothing else', async () => {
  const fencing = await workspace.lead('agent-0');
  const dir = await workspace.checkout('agent-0');
  const commit = await commitIn(dir, 'led');
  for (const name of ['session', 'checkpoint', 'setup', 'result']) {
    await workspace.push('agent-0', dir, `HEAD:refs/prodigy/${name}`, fencing);
    expect(await workspace.ref(`refs/prodigy/${name}`)).toBe(commit);
  }
  for (const ref of ['refs/prodigy/base', 'refs/heads/main'])
    await expect(workspace.push('agent-0', dir, `HEAD:${ref}`, fencing)).rejects.toThrow(
      `this pod may not push to ${ref}`,
    );
});

test('the session only moves forward, the checkpoint may be replaced, nothing is deleted', async () => {
  const fencing = await workspace.lead('agent-0');
  const dir = await workspace.checkout('agent-0');
  const one = await commitIn(dir, 'sideways');
  await workspace.push('agent-0', dir, '+HEAD:refs/prodigy/checkpoint', fencing);
  expect(await workspace.ref('refs/prodigy/checkpoint')).toBe(one);
  await expect(workspace.push('agent-0', dir, '+HEAD:refs/prodigy/session', fencing)).rejects.toThrow(
    'refs/prodigy/session only moves forward',
  );
  await expect(workspace.push('agent-0', dir, ':refs/prodigy/checkpoint', fencing)).rejects.toThrow(
    /refs\/prodigy\/checkpoint may not be deleted|deletion prohibited/,
  );
  expect(await workspace.ref('refs/prodigy/checkpoint')).toBe(one);
});

test('one refused ref refuses the whole push', async () => {
  await open('agent-1', 'item_3');
  const dir = await workspace.checkout('agent-1');
  await commitIn(dir, 'x');
  const config = await workspace.gitConfig('agent-1');
  const refs = ['HEAD:refs/prodigy/attempts/item_3/1', '+HEAD:refs/prodigy/session'];
  const push = git(['push', '-q', workspace.remote, ...refs], { cwd: dir, protocols: 'http', config });
  await expect(push).rejects.toThrow('this pod may not push to refs/prodigy/session');
  await expect(workspace.ref('refs/prodigy/attempts/item_3/1')).rejects.toThrow();
});

test('a large push streams in chunks', async () => {
  await open('agent-0', 'item_4');
  const dir = await workspace.checkout('agent-0');
  const commit = await commitIn(dir, 'large', randomBytes(5 * 1024 * 1024));
  const config = { ...(await workspace.gitConfig('agent-0')), 'http.postBuffer': '65536' };
  const ref = 'refs/prodigy/attempts/item_4/1';
  await git(['push', '-q', workspace.remote, `HEAD:${ref}`], { cwd: dir, protocols: 'http', config });
  expect(await workspace.ref(ref)).toBe(commit);
});

test('a request whose body is packed with gzip is understood', async () => {
  const base = await workspace.ref('refs/prodigy/base');
  const line = (text: string): string => `${(text.length + 4).toString(16).padStart(4, '0')}${text}`;
  const body = `${line(`want ${base}\n`)}0000${line('done\n')}`;
  const response = await fetch(`${workspace.remote}/git-upload-pack`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await workspace.issuer.token('agent-0')}`,
      'content-type': 'application/x-git-upload-pack-request',
      'content-encoding': 'gzip',
    },
    body: gzipSync(body),
  });
  expect(response.headers.get('content-type')).toBe('application/x-git-upload-pack-result');
  expect(Buffer.from(await response.arrayBuffer()).toString('latin1')).toContain('PACK');
});

test('a blobless clone and a commit by its id can be fetched', async () => {
  const dir = await workspace.checkout('agent-0');
  const config = await workspace.gitConfig('agent-0');
  const base = await workspace.ref('refs/prodigy/base');
  const args = ['fetch', '-q', '--filter=blob:none', workspace.remote, `${base}:refs/heads/copy`];
  await git(args, { cwd: dir, protocols: 'http', config });
  expect(await git(['rev-parse', 'refs/heads/copy'], { cwd: dir })).toBe(base);
});

test('nothing else of the repository is served', async () => {
  const { status, body } = await workspace.call('agent-0', `GET ${Route.REPOSITORY}/config`);
  expect({ status, body }).toEqual({ status: 404, body: { error: 'there is no /config in a repository' } });
  expect((await workspace.call('agent-0', `GET ${Route.REPOSITORY}/objects/info/packs`)).status).toBe(404);
});

test('items start from the commit below the setup snapshot', async () => {
  const { commit, setup } = await setupSnapshot();
  expect((await open('agent-1', 'item_5')).body).toEqual({
    ref: 'refs/prodigy/attempts/item_5/1',
    start: commit,
    setup,
  });
});

async function setupSnapshot(): Promise<{ commit: string; setup: string }> {
  const fencing = await workspace.lead('agent-0');
  const dir = await workspace.checkout('agent-0');
  const commit = await commitIn(dir, 'setup-commit');
  const setup = await commitIn(dir, 'stands-for-a-snapshot');
  await workspace.push('agent-0', dir, '+HEAD:refs/prodigy/setup', fencing);
  return { commit, setup };
}

test('opened attempts and pushed commits survive a restart of the server', async () => {
  await open('agent-0', 'item_6');
  const dir = await workspace.checkout('agent-0');
  await workspace.stop();
  await workspace.start();
  expect((await open('agent-1', 'item_6')).status).toBe(409);
  const commit = await commitIn(dir, 'after-restart');
  await workspace.push('agent-0', dir, 'HEAD:refs/prodigy/attempts/item_6/1');
  expect(await workspace.ref('refs/prodigy/attempts/item_6/1')).toBe(commit);
});

test('locks that a killed git left behind are gone after a restart', async () => {
  await workspace.stop();
  await writeFile(join(workspace.repository, 'refs/prodigy/session.lock'), '');
  await workspace.start();
  const fencing = await workspace.lead('agent-0');
  const dir = await workspace.checkout('agent-0');
  await git(['fetch', '-q', workspace.remote, 'refs/prodigy/session'], {
    cwd: dir,
    protocols: 'http',
    config: await workspace.gitConfig('agent-0'),
  });
  await git(['reset', '-q', '--hard', 'FETCH_HEAD'], { cwd: dir });
  const commit = await commitIn(dir, 'after-lock');
  await workspace.push('agent-0', dir, 'HEAD:refs/prodigy/session', fencing);
  expect(await workspace.ref('refs/prodigy/session')).toBe(commit);
});

test('a merge names the commit at the attempt’s ref, or is refused', async () => {
  const fencing = await workspace.lead('agent-0');
  const commit = await workspace.attempt('agent-1', 'item_7', 1, 'seven', 'x\n');
  const base = await workspace.ref('refs/prodigy/base');
  const request = { item: 'item_7', attempt: 1, commit: base, durationMs: 1 };
  const { status, body } = await workspace.call('agent-0', `POST ${Route.MERGES}`, request, fencing);
  expect({ status, body }).toEqual({
    status: 400,
    body: { error: `'commit' must be the one at refs/prodigy/attempts/item_7/1, ${commit}, got ${base}` },
  });
});

test('conflicts are answered with their paths', async () => {
  const fencing = await workspace.lead('agent-0');
  for (const [n, text] of ['one\n', 'two\n'].entries()) {
    const item = `item_2${n}`;
    const commit = await workspace.attempt('agent-1', item, 1, 'contested', text);
    const request = { item, attempt: 1, commit, durationMs: 1 };
    const { body } = await workspace.call('agent-0', `POST ${Route.MERGES}`, request, fencing);
    if (n === 0) expect(body).toMatchObject({ merged: true });
    else expect(body).toEqual({ merged: false, conflicts: ['contested'] });
  }
});
