import { ITEM_TRAILER } from '../../../contract/refs';
import type { MergeAnswer } from '../../../contract/workspace-api';
import { git } from './git';
import { GitError } from './git-error';
import { type Identity, PRODIGY } from './identity';
import { type MergeOutcome, mergeCommits } from './merge-trees';
import { MergedItems } from './merged-items';
import { lineFrom } from './plain-merge';
import { commitNamed, setRef } from './standing';

/** Trailer of an item's merge commit: number of the attempt that was merged. */
export const ATTEMPT_TRAILER = 'Prodigy-Attempt';

/** Message of the merge of an item, with the trailers that it is known by. */
export const mergeMessage = (item: string, attempt: number): string =>
  `Merge ${item}\n\n${ITEM_TRAILER}: ${item}\n${ATTEMPT_TRAILER}: ${attempt}\n`;

export interface ItemMerge {
  /** Path of the repository, a bare one. */
  readonly repository: string;
  /** Full name of the ref that holds the session. */
  readonly sessionRef: string;
  readonly item: string;
  readonly attempt: number;
  /** Commit of the attempt. */
  readonly commit: string;
  /** Default: Prodigy itself. */
  readonly identity?: Identity;
  /** What is merged already. Default: git is asked anew. */
  readonly merged?: MergedItems;
}

/** An attempt made a history of its own, which git does not merge: a fault of the item, not of the run. */
export class UnrelatedHistory extends Error {
  public constructor(commit: string) {
    super(`the item's commits must build on those of the run, got ${commit}, which has a history of its own`);
    this.name = 'UnrelatedHistory';
  }
}

/**
 * Merge an attempt into the session; an item that is merged already stays as it is.
 * @throws UnrelatedHistory; GitError where the session moved meanwhile, or a commit is missing.
 */
export async function mergeItem(merge: ItemMerge): Promise<MergeAnswer> {
  const { repository, sessionRef, item, attempt } = merge;
  const session = await commitNamed(repository, sessionRef);
  const merged = merge.merged ?? new MergedItems(repository);
  if (await merged.has(session, item)) return { merged: true, session };
  const message = mergeMessage(item, attempt);
  const identity = merge.identity ?? PRODIGY;
  const line = await lineFrom(repository, merge.commit, (commit) => merged.holds(session, commit));
  const sides = { base: line?.base, ours: session, theirs: merge.commit };
  const outcome = await mergeCommits({ repository, ...sides, message, identity }).catch((error) => {
    throw isUnrelated(error) ? new UnrelatedHistory(merge.commit) : error;
  });
  if ('conflicts' in outcome) return { merged: false, conflicts: outcome.conflicts };
  await setRef(repository, sessionRef, outcome.commit, session);
  merged.add(session, outcome.commit, item, line?.commits);
  return { merged: true, session: outcome.commit };
}

const isUnrelated = (error: unknown): boolean =>
  error instanceof GitError && error.stderr.includes('refusing to merge unrelated histories');

/**
 * The commit to publish on top of a target branch: the session itself where it holds the target already, else a merge
 * of target (first parent) and session. No ref moves.
 */
export async function resultOf(request: {
  readonly repository: string;
  readonly session: string;
  readonly target: string;
  /** Message of the merge commit. */
  readonly message: string;
  /** Default: Prodigy itself. */
  readonly identity?: Identity;
}): Promise<MergeOutcome> {
  const { repository, session, target, message, identity = PRODIGY } = request;
  if (await isAncestor(repository, target, session)) return { commit: session };
  return mergeCommits({ repository, ours: target, theirs: session, message, identity });
}

/** Whether a commit can be reached from another. */
export async function isAncestor(repository: string, ancestor: string, descendant: string): Promise<boolean> {
  try {
    await git(['merge-base', '--is-ancestor', ancestor, descendant], { cwd: repository });
    return true;
  } catch (error) {
    if (error instanceof GitError && error.exitCode === 1) return false;
    throw error;
  }
}
