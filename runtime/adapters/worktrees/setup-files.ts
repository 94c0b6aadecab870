import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { git } from '../git/git';
import { addedFiles, layFiles } from '../git/snapshot';

/** Write the untracked files of setup's snapshot into a worktree, and exclude them from its commits only. */
export async function laySetupFiles(worktree: string, snapshot: string): Promise<void> {
  const files = await addedFiles(worktree, snapshot);
  if (files.length === 0) return;
  await layFiles(worktree, snapshot, files);
  const inWorktree = { cwd: worktree };
  const exclude = resolve(worktree, await git(['rev-parse', '--git-path', 'setup-files'], inWorktree));
  await writeFile(exclude, files.map((file) => `${patternOf(file)}\n`).join(''));
  await git(['config', '--worktree', 'core.excludesFile', exclude], inWorktree);
}

/** The ignore pattern for a single path; a pattern cannot contain a line end. */
function patternOf(path: string): string {
  return `/${path.replace(/[\\*?[\] !#]/g, '\\$&').replace(/\n/g, '?')}`;
}
