import type { SizedPath } from '../../ports/workspace';
import { git } from './git';
import { identityEnvironment, PRODIGY } from './identity';
import { withScratchIndex } from './scratch-index';
import { liesIn, tooLargeIn } from './too-large';
import { paths, type UntrackedFiles, untrackedFiles } from './untracked-files';

export interface Snapshot {
  /** Parent 1 is HEAD, parent 2 a commit of the index; the tree holds the working tree's files. */
  readonly commit: string;
  /** False if something untracked or ignored was left out: too many bytes, or a nested repository. */
  readonly complete: boolean;
  /** Total size of untracked and ignored files, in bytes. */
  readonly bytes: number;
  /** With `fit`: what was left out, largest first, so that the rest fits. */
  readonly tooLarge: readonly SizedPath[];
  /** Nested repositories; a snapshot never contains their `.git`. */
  readonly repositories: readonly string[];
}

export interface SnapshotOptions {
  /** Maximum total size of untracked and ignored files, in bytes. */
  readonly limitBytes: number;
  /**
   * Save what fits, and the files of nested repositories. Default: if not all untracked files can be saved, none is.
   */
  readonly fit?: boolean;
}

/**
 * Save a complete working tree in a commit: HEAD, index, changed, deleted, untracked and ignored files, execute bits
 * and symbolic links. Tree, HEAD and index stay as they are. File contents are what git would commit (line-ending
 * filters apply); the state of a merge or rebase in progress and empty folders are not saved.
 * @throws SnapshotTooLarge if, with `fit`, the files exceed the limit even without everything that may be left out;
 * GitError, for example if HEAD has no commit yet.
 */
export async function saveSnapshot(dir: string, { limitBytes, fit = false }: SnapshotOptions): Promise<Snapshot> {
  const found = await untrackedFiles(dir);
  const { bytes, repositories } = found;
  const complete = bytes <= limitBytes && repositories.length === 0;
  const tooLarge = fit ? await tooLargeIn(found, limitBytes) : [];
  const head = await git(['rev-parse', '--verify', 'HEAD^{commit}'], { cwd: dir });
  const trees = await withScratchIndex(dir, async (env) => {
    const scratch = { cwd: dir, env };
    const unmerged = await git(['ls-files', '--unmerged'], scratch);
    if (unmerged !== '') await git(['add', '-u', '--', ':/'], scratch);
    const index = await git(['write-tree'], scratch);
    if (complete) await git(['add', '-A', '-f', '--', ':/'], scratch);
    else await git(['add', '-u', '--', ':/'], scratch);
    if (!complete && fit) await addFitting(found, tooLarge, env);
    return { index, files: await git(['write-tree'], scratch) };
  });
  const index = await commitTree(dir, trees.index, [head], 'Index of a snapshot');
  const commit = await commitTree(dir, trees.files, [head, index], 'Snapshot');
  const left = new Set(tooLarge.map(({ path }) => path));
  return { commit, complete, bytes, tooLarge, repositories: repositories.filter((path) => !liesIn(path, left)) };
}

/** `git add` would record nested repositories as gitlinks, and fails if they have no commit. */
async function addFitting(
  { top, files, repositories }: UntrackedFiles,
  tooLarge: readonly SizedPath[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const without = new Set(tooLarge.map(({ path }) => path));
  const left = [...without, ...repositories].map((path) => `:(top,exclude,literal)${path.replace(/\/$/, '')}`);
  const added = ['add', '-A', '-f', '--pathspec-from-file=-', '--pathspec-file-nul'];
  await git(added, { cwd: top, env, input: [':/', ...left].join('\0') });
  const within = new Set(repositories);
  const others = [...files.keys()].filter((path) => liesIn(path, within) && !liesIn(path, without));
  const written = ['update-index', '--add', '--remove', '--replace', '-z', '--stdin'];
  if (others.length > 0) await git(written, { cwd: top, env, input: `${others.join('\0')}\0` });
}

/**
 * Reset HEAD (and the branch that it is on), index and files to the snapshot; everything else in the working tree is
 * removed.
 */
export async function restoreSnapshot(dir: string, commit: string): Promise<void> {
  const inDir = { cwd: dir };
  await git(['update-ref', '-m', 'restore snapshot', 'HEAD', `${commit}^1`], inDir);
  await git(['read-tree', '--reset', '-u', commit], inDir);
  await git(['clean', '-ffdxq', '--', ':/'], inDir);
  await git(['read-tree', '--reset', `${commit}^2`], inDir);
  await git(['update-index', '-q', '--refresh'], inDir).catch(() => {}); // exits with 1 if files differ, which is fine
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

const commitTree = (dir: string, tree: string, parents: readonly string[], message: string): Promise<string> =>
  git(['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-m', message], {
    cwd: dir,
    env: identityEnvironment(PRODIGY),
  });
