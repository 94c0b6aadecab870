import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ref } from '../../contract/refs';
import { git } from '../adapters/git/git';
import { removeStaleLocks } from '../adapters/git/leftovers';
import { commitNamed, objectNamed } from '../adapters/git/standing';
import { PRE_RECEIVE } from './pre-receive';

/** Git configuration for serving the repository. */
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
 * Prepare the repository for serving: what git acknowledges is on disk. Locks that a killed git left behind are
 * removed: only this server writes here, and it has not started yet.
 */
export async function prepareRepository(repository: string): Promise<void> {
  const hooks = join(repository, 'hooks');
  await mkdir(hooks, { recursive: true });
  await writeFile(join(hooks, 'pre-receive'), PRE_RECEIVE, { mode: 0o755 });
  await removeStaleLocks(repository);
  await git(['config', 'core.fsync', 'all'], { cwd: repository });
}

/** Commit of a ref; null if there is no such ref. */
export const commitOf = async (repository: string, revision: string): Promise<string | null> =>
  (await objectNamed(repository, `${revision}^{commit}`)) ?? null;

/** Commit of the session. */
export const sessionOf = (repository: string): Promise<string> => commitNamed(repository, Ref.SESSION);
