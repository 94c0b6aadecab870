import { Ref } from '../../../contract/refs';
import { git } from './git';
import type { Origin } from './origin';

/** Filters that turn large files into pointers and back. */
export const LFS_FILTERS: Readonly<Record<string, string>> = {
  'filter.lfs.process': 'git-lfs filter-process',
  'filter.lfs.clean': 'git-lfs clean -- %f',
  'filter.lfs.smudge': 'git-lfs smudge -- %f',
  'filter.lfs.required': 'true',
};

/** A pointer that a step wrote by hand, without its file, is left for origin to accept or reject. */
export const INCOMPLETE: Readonly<Record<string, string>> = { 'lfs.allowincompletepush': 'true' };

/** Remote name for origin, since git-lfs needs one. */
const ORIGIN = 'origin';

export interface LfsTransfer {
  /** Path of the bare repository; LFS objects are at git-lfs's usual place in it. */
  readonly repository: string;
  readonly origin: Origin;
  readonly signal: AbortSignal;
  readonly timeoutSeconds: number;
}

/** Fetch the large files of a commit from origin. @throws GitError */
export const fetchLfs = (transfer: LfsTransfer, commit: string): Promise<void> => run(transfer, 'fetch', commit);

/**
 * Push the large files of a commit to origin, except those of commits that origin already has.
 * @param known commits that origin has, besides the one that the run started from.
 * @throws GitError
 */
export async function pushLfs(transfer: LfsTransfer, commit: string, known: readonly string[]): Promise<void> {
  await markKnown(transfer.repository, ORIGIN, [Ref.BASE, ...known]);
  await run(transfer, 'push', commit);
}

/** Git-lfs looks for new files only in commits that no remote-tracking ref reaches. */
export async function markKnown(repository: string, remote: string, commits: readonly string[]): Promise<void> {
  for (const [index, commit] of commits.entries())
    await git(['update-ref', `refs/remotes/${remote}/known-${index}`, `${commit}^{commit}`], { cwd: repository });
}

async function run(transfer: LfsTransfer, verb: 'fetch' | 'push', commit: string): Promise<void> {
  const { repository, origin, signal, timeoutSeconds } = transfer;
  const { config, ...options } = await origin.options();
  const common = { cwd: repository, ...options, signal, timeoutSeconds };
  await git(['lfs', verb, ORIGIN, commit], { ...common, config: { ...config, ...serverOf(origin.url) } });
}

/** The repository must not choose the LFS server: whoever can write to it would get the run's credentials. */
function serverOf(url: string): Record<string, string> {
  const server = url.startsWith('http') ? `${url.replace(/\/+$/, '').replace(/\.git$/, '')}.git/info/lfs` : url;
  return { [`remote.${ORIGIN}.url`]: url, 'lfs.url': server, 'lfs.pushurl': server, ...INCOMPLETE };
}
