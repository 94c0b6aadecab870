import { mkdirSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { removeFolder } from '../files/remove-folder';

/** The part of a repository that belongs to one worktree: HEAD, index, configuration. */
export const ownPart = (repository: string, name: string): string => join(repository, 'worktrees', idOf(name));

/** Git identifies worktrees by a plain name, without folders. */
const idOf = (name: string): string => name.replaceAll('/', '-');

/**
 * Make a folder a worktree of a repository with HEAD on a branch, without files yet: writes what `git worktree add
 * --no-checkout` writes (gitrepository-layout(5)), which would start three more git processes. Pruning sees it whole or
 * not at all. Synchronous: handing twenty short calls to pool threads takes longer.
 */
export async function linkWorktree(worktree: {
  /** Path of the worktree; must not exist yet. */
  readonly path: string;
  readonly repository: string;
  /** Its name among the repository's worktrees. */
  readonly name: string;
  /** Must exist. */
  readonly branch: string;
}): Promise<void> {
  const { path, name, branch } = worktree;
  const repository = realpathSync(worktree.repository);
  mkdirSync(path, { recursive: true });
  const dotGit = join(realpathSync(dirname(path)), basename(path), '.git');
  const part = ownPart(repository, name);
  writeFileSync(dotGit, `gitdir: ${part}\n`);
  const draft = join(repository, `worktree-${idOf(name)}.new`);
  await removeFolder(draft);
  mkdirSync(draft);
  const files = { HEAD: `ref: refs/heads/${branch}\n`, commondir: '../..\n', gitdir: `${dotGit}\n` };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(draft, file), text);
  mkdirSync(dirname(part), { recursive: true });
  renameSync(draft, part);
}
