import { ITEM_TRAILER } from '../../../contract/refs';
import type { MergeAnswer } from '../../../contract/workspace-api';
import { GitError } from './git-error';
import { PRODIGY } from './identity';
import { mergeCommits } from './merge-trees';
import type { MergedItems } from './merged-items';
import type { Objects } from './objects';
import { lineFrom, treeOfCommit } from './plain-merge';
import { commitNamed, setRef } from './standing';

/** Trailer of an item's merge commit: the number of the merged attempt. */
export const ATTEMPT_TRAILER = 'Prodigy-Attempt';

/** Message of an item's merge, with the trailers that identify it. */
export const mergeMessage = (item: string, attempt: number): string =>
  `Merge ${item}\n\n${ITEM_TRAILER}: ${item}\n${ATTEMPT_TRAILER}: ${attempt}\n`;

/** The target of merges. */
export interface Session {
  /** Objects of its bare repository. */
  readonly objects: Objects;
  /** Full name of the ref that holds the session. */
  readonly ref: string;
  /** What has been merged already. */
  readonly merged: MergedItems;
}

/** The result of an attempt. */
export interface Submitted {
  readonly item: string;
  readonly attempt: number;
  /** Commit of the attempt. */
  readonly commit: string;
}

/** An attempt made a history of its own, which git does not merge: the fault of the item, not of the run. */
export class UnrelatedHistory extends Error {
  public constructor(commit: string) {
    super(`the item's commits must build on those of the run, got ${commit}, which has a history of its own`);
    this.name = 'UnrelatedHistory';
  }
}

/**
 * Merge attempts into the session, one on top of the other; an item that is already merged stays as it is. The session
 * ref moves once, to the last merge: moving it takes as long as everything else together.
 * @returns the outcome of each: rejected with UnrelatedHistory, or with GitError if its commit is missing.
 * @throws GitError if there is no session, or it moved meanwhile: then nothing is merged.
 */
export async function mergeItems(
  session: Session,
  submitted: readonly Submitted[],
): Promise<readonly PromiseSettledResult<MergeAnswer>[]> {
  const { objects, ref } = session;
  const before = await commitNamed(objects.repository, ref);
  await Promise.all(submitted.map(({ commit }) => readAhead(objects, commit)));
  const answers: PromiseSettledResult<MergeAnswer>[] = [];
  let tip = before;
  for (const one of submitted) {
    const [answer] = await Promise.allSettled([mergeOnto(tip, session, one)]);
    if (answer.status === 'fulfilled' && answer.value.merged) tip = answer.value.session;
    answers.push(answer);
  }
  if (tip === before) return answers;
  await objects.sync();
  await setRef(objects.repository, ref, tip, before);
  return answers;
}

/** Read ahead what nearly every merge needs, so that git answers for all of them at once. */
async function readAhead(objects: Objects, commit: string): Promise<void> {
  const tree = await treeOfCommit(objects, commit);
  if (tree !== undefined) await objects.read(tree);
}

/** Merge an attempt with a commit of the session; no ref moves. */
async function mergeOnto(
  tip: string,
  { objects, merged }: Session,
  { item, attempt, commit }: Submitted,
): Promise<MergeAnswer> {
  if (await merged.has(tip, item)) return { merged: true, session: tip };
  const message = mergeMessage(item, attempt);
  const line = await lineFrom(objects, commit, (one) => merged.holds(tip, one));
  const sides = { base: line?.base, ours: tip, theirs: commit };
  const outcome = await mergeCommits({ objects, ...sides, message, identity: PRODIGY }).catch((error) => {
    throw isUnrelated(error) ? new UnrelatedHistory(commit) : error;
  });
  if ('conflicts' in outcome) return { merged: false, conflicts: outcome.conflicts };
  merged.add(tip, outcome.commit, item, line?.commits);
  return { merged: true, session: outcome.commit };
}

const isUnrelated = (error: unknown): boolean =>
  error instanceof GitError && error.stderr.includes('refusing to merge unrelated histories');
