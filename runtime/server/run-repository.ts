import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ref } from '../../contract/refs';
import { git } from '../adapters/git/git';
import { GitError } from '../adapters/git/git-error';
import { removeStaleLocks } from '../adapters/git/leftovers';
import { PRE_RECEIVE } from './pre-receive';

/** Configuration of git where it serves the repository. */
export const repositoryConfig = (repository: string): Readonly<Record<string, string>> => ({
  'core.hooksPath': join(repository, 'hooks'),
  'http.getanyfile': 'false',
  'http.receivepack': 'true',
  'receive.autogc': 'false',
  'receive.denyDeletes': 'true',
  'receive.denyCurrentBranch': 'ignore',
  'uploadpack.allowFilter': 'true',
  'uploadpack.allowAnySHA1InWant': 'true',
});

/**
 * Make the repository ready to be served: what git acknowledges is on disk. Locks that a killed git left behind are
 * removed: this server is the only one to write here, and it has not begun.
 */
export async function prepareRepository(repository: string): Promise<void> {
  const hooks = join(repository, 'hooks');
  await mkdir(hooks, { recursive: true });
  await writeFile(join(hooks, 'pre-receive'), PRE_RECEIVE, { mode: 0o755 });
  await removeStaleLocks(repository);
  await git(['config', 'core.fsync', 'all'], { cwd: repository });
}

/** Commit of a ref; null where there is no such ref. */
export async function commitOf(repository: string, revision: string): Promise<string | null> {
  try {
    return await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`], {
      cwd: repository,
    });
  } catch (error) {
    if (error instanceof GitError && (error.exitCode === 1 || error.exitCode === 128)) return null;
    throw error;
  }
}

/** Commit of the session. */
export const sessionOf = (repository: string): Promise<string> =>
  git(['rev-parse', '--verify', `${Ref.SESSION}^{commit}`], { cwd: repository });
