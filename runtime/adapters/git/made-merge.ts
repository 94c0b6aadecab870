import { git } from './git';
import { GitError } from './git-error';
import { type Identity, identityEnvironment, PRODIGY } from './identity';
import { mergeMessage } from './merge-items';
import { isAncestor } from './session';

/** A merge that somebody made by judgement. */
export interface MadeMerge {
  readonly repository: string;
  readonly item: string;
  readonly attempt: number;
  /** Commit of the session before it. */
  readonly session: string;
  /** Commit of the attempt. */
  readonly commit: string;
  /** What is said to hold both. */
  readonly made: string;
  /** Where the two sides did not fit together. */
  readonly conflicts: readonly string[];
}

/**
 * Why a commit does not count as the merge of an item; undefined where it does. It must hold all that was merged before
 * and all that the item made, and leave no conflict marker where the two did not fit together.
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
 * The merge of an item as all merges of items are: two parents, the trailers, and the files that somebody made of both.
 * @returns the commit; no ref moves.
 */
export async function commitMerge(merge: MadeMerge, identity: Identity = PRODIGY): Promise<string> {
  const { repository, session, commit, made, item, attempt } = merge;
  const args = ['commit-tree', `${made}^{tree}`, '-p', session, '-p', commit, '-F', '-'];
  return git(args, { cwd: repository, env: identityEnvironment(identity), input: mergeMessage(item, attempt) });
}

/** With exit code 2 git tells of lines such as `path:3: leftover conflict marker`. */
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
