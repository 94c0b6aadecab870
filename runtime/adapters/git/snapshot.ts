import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from './git';
import { identityEnvironment, PRODIGY } from './identity';
import { withScratchIndex } from './scratch-index';

export interface Snapshot {
  /** Parent 1 is HEAD, parent 2 a commit of the index; the tree holds the working tree's files. */
  readonly commit: string;
  /** False where untracked and ignored files were left out: too many bytes, or a repository within the repository. */
  readonly complete: boolean;
  /** Bytes of the untracked and ignored files. */
  readonly bytes: number;
}

/**
 * Keep a working tree whole in a commit: HEAD, index, changed, deleted, untracked and ignored files, execute bits and
 * symbolic links. Tree, HEAD and index stay as they are. File contents are what git would commit (line-ending filters
 * apply); the state of a merge or rebase in progress and empty folders are not kept.
 * @throws GitError, for example where HEAD has no commit yet.
 */
export async function saveSnapshot(dir: string, options: { readonly limitBytes: number }): Promise<Snapshot> {
  const added = await untracked(dir);
  const complete = added.bytes <= options.limitBytes && !added.paths.some((path) => path.endsWith('/'));
  const head = await git(['rev-parse', '--verify', 'HEAD^{commit}'], { cwd: dir });
  const trees = await withScratchIndex(dir, async (env) => {
    const scratch = { cwd: dir, env };
    const unmerged = await git(['ls-files', '--unmerged'], scratch);
    if (unmerged !== '') await git(['add', '-u', '--', ':/'], scratch);
    const index = await git(['write-tree'], scratch);
    await git(['add', complete ? '-A' : '-u', ...(complete ? ['-f'] : []), '--', ':/'], scratch);
    return { index, files: await git(['write-tree'], scratch) };
  });
  const index = await commitTree(dir, trees.index, [head], 'Index of a snapshot');
  const commit = await commitTree(dir, trees.files, [head, index], 'Snapshot');
  return { commit, complete, bytes: added.bytes };
}

/**
 * Make HEAD (its branch, where it is on one), index and files what they were when the snapshot was taken; everything
 * else in the working tree is removed.
 */
export async function restoreSnapshot(dir: string, commit: string): Promise<void> {
  const inDir = { cwd: dir };
  await git(['update-ref', '-m', 'restore snapshot', 'HEAD', `${commit}^1`], inDir);
  await git(['read-tree', '--reset', '-u', commit], inDir);
  await git(['clean', '-ffdxq', '--', ':/'], inDir);
  await git(['read-tree', '--reset', `${commit}^2`], inDir);
  await git(['update-index', '-q', '--refresh'], inDir).catch(() => {}); // exits 1 where files differ: they may
}

/** Paths, relative to the top, of the files that were untracked or ignored when the snapshot was taken. */
export async function addedFiles(dir: string, commit: string): Promise<string[]> {
  const args = ['diff-tree', '-r', '-z', '--no-renames', '--name-only', '--diff-filter=A', `${commit}^2`, commit];
  return paths(await git(args, { cwd: dir }));
}

/** Write files of a snapshot into another checkout of the repository; its HEAD and index stay as they are. */
export async function layFiles(dir: string, commit: string, files: readonly string[]): Promise<void> {
  if (files.length === 0) return;
  await withScratchIndex(dir, async (env) => {
    await git(['read-tree', '--reset', commit], { cwd: dir, env });
    await git(['checkout-index', '-f', '-z', '--stdin'], { cwd: dir, env, input: `${files.join('\0')}\0` });
  });
}

async function untracked(dir: string): Promise<{ paths: string[]; bytes: number }> {
  const top = await git(['rev-parse', '--show-toplevel'], { cwd: dir });
  const found = paths(await git(['ls-files', '-z', '--others'], { cwd: top }));
  const sizes = await Promise.all(found.map((path) => sizeOf(join(top, path))));
  return { paths: found, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** A file that vanishes while the tree is looked at weighs nothing. */
const sizeOf = (path: string): Promise<number> =>
  lstat(path).then(
    ({ size }) => size,
    () => 0,
  );

const commitTree = (dir: string, tree: string, parents: readonly string[], message: string): Promise<string> =>
  git(['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-m', message], {
    cwd: dir,
    env: identityEnvironment(PRODIGY),
  });

const paths = (output: string): string[] => output.split('\0').filter((path) => path !== '');
