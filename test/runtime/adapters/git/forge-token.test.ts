import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunConfig } from '../../../../contract/run-config';
import { originOf } from '../../../../runtime/adapters/git/origin';
import { runConfig } from '../../server/workspace-under-test';
import { APP, GitHubStandIn } from './github-stand-in';
import { removeTemporaryFolders, temporaryFolder } from './temporary-repository';

afterAll(removeTemporaryFolders);

const root = temporaryFolder();
const origin = (settings: Partial<RunConfig>) =>
  originOf({ ...runConfig('/origin.git'), ...settings }, { PRODIGY_TEST_ORIGIN_PROTOCOLS: 'file' }, root);

async function secret(key: string, value: string): Promise<void> {
  await mkdir(join(root, 'secrets'), { recursive: true });
  await writeFile(join(root, 'secrets', key), value);
}

test('the forge is told the token of the run, as it is now', async () => {
  const { token } = origin({ gitAuth: 'token' });
  await secret('git-token', 'first\n');
  expect(await token()).toBe('first');
  await secret('git-token', 'rotated\n');
  expect(await token()).toBe('rotated');
});

test('a GitHub App shows the forge the token that it made', async () => {
  const github = await GitHubStandIn.start('/nowhere');
  await secret('github-app-key', github.privateKey());
  const { token } = origin({ gitAuth: 'github-app', ...APP, gitHubApiUrl: github.url });
  expect(github.tokens.has(await token())).toBe(true);
  github.stop();
});

test('a run without a token says so', async () => {
  await expect(origin({ gitAuth: 'anonymous' }).token()).rejects.toThrow(
    'the forge takes a token, and the run has none: it is anonymous',
  );
});
