import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from '../../../../runtime/adapters/git/git';
import { GitError } from '../../../../runtime/adapters/git/git-error';
import { removeTemporaryFolders, temporaryFolder, temporaryRepository } from './temporary-repository';

afterAll(removeTemporaryFolders);

const failure = (promise: Promise<unknown>): Promise<GitError> =>
  promise.then(
    () => Promise.reject(new Error('git was expected to fail')),
    (error: GitError) => error,
  );

test('the answer is stdout without its final newline', async () => {
  const empty = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';
  expect(await git(['hash-object', '--stdin'], { cwd: '/' })).toBe(empty);
  expect(await git(['rev-parse', '--is-inside-work-tree'], { cwd: await temporaryRepository() })).toBe('true');
});

test('a failure carries the exit code, what git said and the command', async () => {
  const error = await failure(git(['rev-parse', '--verify', 'nothing'], { cwd: await temporaryRepository() }));
  expect(error).toBeInstanceOf(GitError);
  expect(error.exitCode).toBe(128);
  expect(error.message).toBe(
    "'git rev-parse --verify nothing' failed (exit code 128): fatal: Needed a single revision",
  );
});

test('credentials in a URL are neither in the command nor in what git said', async () => {
  const url = 'https://someone:hunter2@127.0.0.1:1/repo.git';
  const error = await failure(git(['ls-remote', url], { cwd: '/', protocols: 'https' }));
  expect(error.command).toBe('git ls-remote https://127.0.0.1:1/repo.git');
  expect(`${error.message}${error.stderr}`).not.toContain('hunter2');
});

test('only the protocols that a call names are used', async () => {
  const error = await failure(git(['ls-remote', 'https://127.0.0.1:1/repo.git'], { cwd: '/' }));
  expect(error.stderr).toContain("transport 'https' not allowed");
});

test('no hook of a repository runs', async () => {
  const dir = await temporaryRepository();
  const mark = join(dir, 'mark');
  await writeFile(join(dir, '.git/hooks/reference-transaction'), `#!/bin/sh\ntouch '${mark}'\n`, { mode: 0o755 });
  await git(['update-ref', 'refs/heads/other', 'HEAD'], { cwd: dir });
  expect(existsSync(mark)).toBe(false);
});

test('the environment of this process stays outside', async () => {
  process.env.GIT_DIR = '/nowhere';
  try {
    expect(await git(['rev-parse', '--git-dir'], { cwd: await temporaryRepository() })).toBe('.git');
  } finally {
    delete process.env.GIT_DIR;
  }
});

test('configuration of a call reaches git', async () => {
  const config = { 'user.name': 'A "quoted" name' };
  expect(await git(['config', 'user.name'], { cwd: temporaryFolder(), config })).toBe('A "quoted" name');
});

test('a command and what it started end when their time is up', async () => {
  const dir = await temporaryRepository();
  const config = { 'alias.wait': '!sleep 300' };
  const error = await failure(git(['wait'], { cwd: dir, config, timeoutSeconds: 0.1 }));
  expect(error.exitCode).toBeNull();
  expect(error.message).toBe("'git wait' failed (ended early): timed out after 0.1 seconds");
});

test('a command ends when the signal fires', async () => {
  const abort = new AbortController();
  const config = { 'alias.wait': '!sleep 300' };
  const running = failure(git(['wait'], { cwd: await temporaryRepository(), config, signal: abort.signal }));
  abort.abort();
  expect((await running).message).toBe("'git wait' failed (ended early): interrupted");
});

test('output without end is cut off', async () => {
  const config = { 'alias.flood': '!yes' };
  const error = await failure(git(['flood'], { cwd: await temporaryRepository(), config }));
  expect(error.message).toBe("'git flood' failed (ended early): more than 67108864 bytes of output");
});
