import { chmodSync, mkdirSync } from 'node:fs';
import { readSecret } from '../../cli/cluster/secret-values';
import type { SubmittedSource } from '../../contract/secret-source';
import { clusterNamed } from '../../stacks/clusters';
import { renderRun } from '../../stacks/render';
import type { SubmittedSecret } from '../../stacks/submitted-secret';
import { Scratch } from './prodigy';

const scratch = new Scratch();
afterAll(() => scratch.remove());
const world = { env: { TOKEN: 't0p-secret', NOTHING: '' }, cwd: scratch.path, home: scratch.path };

const metadata = { name: 'prodigy-secrets-a', namespace: 'team' };
const read = (source: SubmittedSource) => readSecret({ metadata, sources: { 'git-token': source } }, world);

function privateFile(name: string, text: string): string {
  const path = scratch.write(name, text);
  chmodSync(path, 0o600);
  return path;
}

test('values become a Secret of the run, byte for byte', async () => {
  const path = privateFile('key', 'line\n\u0000œ');
  expect(await read({ source: 'file', path })).toEqual({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata,
    type: 'Opaque',
    data: { 'git-token': Buffer.from('line\n\u0000œ').toString('base64') },
  });
  const { data } = await read({ source: 'env', variable: 'TOKEN' });
  expect(data).toEqual({ 'git-token': 'dDBwLXNlY3JldA==' });
});

test('a file is looked for where the command was given, or in the home folder', async () => {
  privateFile('token', 'x');
  const expected = { data: { 'git-token': 'eA==' } };
  expect(await read({ source: 'file', path: 'token' })).toMatchObject(expected);
  expect(await read({ source: 'file', path: '~/token' })).toMatchObject(expected);
});

test.each<[SubmittedSource, string]>([
  [
    { source: 'env', variable: 'MISSING' },
    "'git-token' must come from a variable that is set, got env:MISSING: export it first",
  ],
  [
    { source: 'env', variable: 'NOTHING' },
    "'git-token' must have from 1 to 65536 bytes, got 0 from env:NOTHING: put the key itself there and nothing else",
  ],
  [{ source: 'file', path: 'missing' }, "'git-token' must come from a readable file, got file:missing: nothing there"],
  [{ source: 'file', path: 'folder' }, "'git-token' must come from a readable file, got file:folder: a folder"],
  [
    { source: 'file', path: 'open' },
    "'git-token' must come from a file that its owner alone may read, got file:open with mode 0644: chmod 600 it",
  ],
  [
    { source: 'file', path: 'long' },
    "'git-token' must have from 1 to 65536 bytes, got 65537 from file:long: put the key itself there and nothing else",
  ],
])('%j is refused, its value unsaid', async (source, message) => {
  mkdirSync(`${scratch.path}/folder`, { recursive: true, mode: 0o700 });
  chmodSync(scratch.write('open', 'x'), 0o644);
  privateFile('long', 'x'.repeat(65537));
  await expect(read(source)).rejects.toThrow(new Error(message));
});

test('a run says what must come with it, and its manifests say nothing of it', () => {
  const image = { repository: 'registry.example.com/image', tag: '1', digest: null };
  const { objects, secret, runId } = renderRun({
    workflow: { text: '- shell: "true"\n', file: 'fix.yaml' },
    cluster: clusterNamed('development'),
    images: { agent: image, redis: image },
    repository: { url: 'https://git.example.com/a.git', revision: 'main' },
    credentials: {
      'git-token': { source: 'env', variable: 'MY_VARIABLE' },
      DEPLOY: { source: 'csi', providerClass: 'a' },
    },
  });
  expect((secret as SubmittedSecret).sources).toEqual({ 'git-token': { source: 'env', variable: 'MY_VARIABLE' } });
  expect((secret as SubmittedSecret).metadata).toMatchObject({
    name: `prodigy-secrets-${runId}`,
    namespace: 'prodigy-dev',
  });
  expect(JSON.stringify(objects)).not.toContain('MY_VARIABLE');
});
