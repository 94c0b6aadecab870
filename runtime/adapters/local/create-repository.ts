import { rename, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ref } from '../../../contract/refs';
import { git } from '../git/git';
import { GitError } from '../git/git-error';
import { PRODIGY } from '../git/identity';
import { LFS_FILTERS } from '../git/lfs';
import { NO_MAINTENANCE } from '../git/maintenance';
import { ALL_ACTIVE } from '../submodules/submodules';
import { allowWorktreeConfig } from '../worktrees/worktrees';
import { NotBegun } from './not-begun';
import { userSetting } from './user-config';

/**
 * Make a run's bare repository from the user's: it shares the objects and copies the branches. Does nothing if it
 * exists already.
 */
export async function createRunRepository(request: {
  /** Top folder of the user's repository. */
  readonly repository: string;
  /** Commit in it that the run starts from. */
  readonly base: string;
  /** Where to create the run's repository. */
  readonly path: string;
  /** Home folder of the user. */
  readonly home: string;
}): Promise<void> {
  const { repository: origin, base, path, home } = request;
  if (await exists(path)) return;
  const common = await git(['rev-parse', '--path-format=absolute', '--git-common-dir'], { cwd: origin });
  const draft = `${path}.new`;
  await rm(draft, { recursive: true, force: true });
  const settings = [ALL_ACTIVE, ...NO_MAINTENANCE].flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  await git(['clone', '--quiet', '--bare', '--shared', ...settings, common, draft], { cwd: '/' });
  const inDraft = { cwd: draft };
  await git(['remote', 'remove', 'origin'], inDraft);
  await git(['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', common, base], inDraft);
  for (const ref of [Ref.BASE, Ref.SESSION]) await git(['update-ref', ref, base], inDraft);
  await git(['config', 'user.name', await userSetting(origin, home, 'user.name', PRODIGY.name)], inDraft);
  await git(['config', 'user.email', await userSetting(origin, home, 'user.email', PRODIGY.email)], inDraft);
  for (const [key, value] of Object.entries(await lfsSettings(origin, common, home)))
    await git(['config', key, value], inDraft);
  await allowWorktreeConfig(draft);
  await rename(draft, path);
}

/**
 * Top folder of the repository that contains a path.
 * @throws NotBegun if there is no repository, or it has no commit.
 */
export async function repositoryAt(path: string): Promise<string> {
  try {
    const top = await git(['rev-parse', '--show-toplevel'], { cwd: path });
    await git(['rev-parse', '--verify', 'HEAD^{commit}'], { cwd: top });
    return top;
  } catch (error) {
    if (!(error instanceof GitError) && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new NotBegun(`'--path' must be in a git repository with at least one commit, got ${path}`, 'request');
  }
}

/**
 * Large files are in the user's storage, since those that steps commit must outlive the run's repository. Checkouts hold
 * them if the user's do; one that is not in the storage stays a pointer, and no server is asked for it.
 */
async function lfsSettings(origin: string, common: string, home: string): Promise<Record<string, string>> {
  const storage = { 'lfs.storage': resolve(common, await userSetting(origin, home, 'lfs.storage', 'lfs')) };
  if ((await userSetting(origin, home, 'filter.lfs.process', '')) === '') return storage;
  return { ...storage, ...LFS_FILTERS, 'lfs.url': pathToFileURL(common).href, 'lfs.skipdownloaderrors': 'true' };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
