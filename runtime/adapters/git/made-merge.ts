import { git } from './git';
import { GitError } from './git-error';
import { type Identity, identityEnvironment, PRODIGY } from './identity';
import { mergeMessage } from './merge-items';
import { isAncestor } from './session';

/** A merge that somebody made by resolving conflicts. */
export interface MadeMerge {
  readonly repository: string;
  readonly item: string;
  readonly attempt: number;
  /** Commit of the session before the merge. */
  readonly session: string;
  /** Commit of the attempt. */
  readonly commit: string;
  /** Commit that is supposed to contain both. */
  readonly made: string;
  /** Paths that conflicted. */
  readonly conflicts: readonly string[];
}

/**
 * Why a commit does not count as the merge of an item; undefined if it does. It must contain everything merged before
 * and all of the item's work, and leave no conflict marker in the paths that conflicted.
 */
export async function faultOfMerge({
  repository,
  session,
  commit,
  made,
  conflicts,
}: MadeMerge): Promise<string | undefined> {
  if (made === session) return 'it made no merge';
  if (!(await isAncestor(repository, session, made)))
    return `its commit ${made} does not hold what was merged before, ${session}: history may not be rewritten`;
  if (!(await isAncestor(repository, commit, made))) return `its commit ${made} does not hold the item's, ${commit}`;
  const marked = await withMarkers(repository, session, made, conflicts);
  return marked.length === 0 ? undefined : `it left conflict markers in ${marked.join(', ')}`;
}

/**
 * Recreate the merge of an item in the form of every item's merge: two parents, the trailers, and the merged files.
 * @returns the commit; no ref moves.
 */
export async function commitMerge(merge: MadeMerge, identity: Identity = PRODIGY): Promise<string> {
  const { repository, session, commit, made, item, attempt } = merge;
  const args = ['commit-tree', `${made}^{tree}`, '-p', session, '-p', commit, '-F', '-'];
  return git(args, { cwd: repository, env: identityEnvironment(identity), input: mergeMessage(item, attempt) });
}

/** With exit code 2 git reports lines such as `path:3: leftover conflict marker`. */
async function withMarkers(
  repository: string,
  before: string,
  after: string,
  paths: readonly string[],
): Promise<string[]> {
  const marked: string[] = [];
  for (const path of paths) {
    const args = ['diff', '--check', '--no-ext-diff', '--no-textconv', before, after, '--', `:(literal)${path}`];
    const output = await git(args, { cwd: repository }).catch((error) => {
      if (error instanceof GitError && error.exitCode === 2) return error.stdout;
      throw error;
    });
    if (/: leftover conflict marker$/m.test(output)) marked.push(path);
  }
  return marked;
}
