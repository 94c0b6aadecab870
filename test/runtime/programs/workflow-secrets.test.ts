import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mountedSecrets, secretsHere } from '../../../runtime/programs/workflow-secrets';
import { RecordingLog } from '../adapters/log/recording-log';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'secrets-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('on this machine values come from the environment and from files', async () => {
  writeFileSync(join(root, 'key.pem'), 'line 1\nline 2\n');
  const sources = {
    A: { provider: 'env', variable: 'TOKEN' },
    B: { provider: 'file', path: 'key.pem' },
    C: { provider: 'file', path: join(root, 'key.pem') },
  } as const;
  const key = 'line 1\nline 2';
  expect(await secretsHere(sources, { TOKEN: 't' }, root)).toEqual({ A: 't', B: key, C: key });
});

test('on this machine a value that is missing is named with the way out', async () => {
  const env = { A: { provider: 'env', variable: 'TOKEN' } } as const;
  await expect(secretsHere(env, {}, root)).rejects.toThrow(
    new Error('the secret A must have a value, got none: set the variable TOKEN'),
  );
  const file = { A: { provider: 'file', path: 'none' } } as const;
  await expect(secretsHere(file, {}, root)).rejects.toThrow(
    new Error(`the secret A must have a value, got ENOENT for ${root}/none: make the file`),
  );
});

test('in a container values are files of the run’s Secret, read anew each time', async () => {
  const sources = { TOKEN: { provider: 'env', variable: 'ELSEWHERE' } } as const;
  const context = { env: {}, log: new RecordingLog(), signal: new AbortController().signal, root };
  await expect(mountedSecrets(sources, context)).rejects.toThrow(
    new Error(
      `the secret TOKEN must have a value, got ENOENT for ${root}/secrets/TOKEN: ` +
        "give the run's credentials the key TOKEN",
    ),
  );
  mkdirSync(join(root, 'secrets'));
  for (const value of ['one', 'two']) {
    writeFileSync(join(root, 'secrets/TOKEN'), value);
    expect(await mountedSecrets(sources, context)).toEqual({ TOKEN: value });
  }
});
