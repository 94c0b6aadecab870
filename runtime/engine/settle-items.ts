import type { AttemptFailure } from '../../contract/journal';
import { type FinishedItem, ItemFailed } from '../ports/work-queue';
import type { AttemptResult } from '../ports/workspace';
import { Interrupted } from './engine';
import { mergeByClaude } from './merge-conflict';
import type { MapEnd, MapTurn, MapWatch } from './policy/map-watch';
import { verdictOn } from './policy/next-attempt';

/** Maximum number of items merged together. */
const MERGES_AT_ONCE = 32;

type Succeeded = Extract<FinishedItem, { ok: true }>;
type Failed = Extract<FinishedItem, { ok: false }>;

/**
 * Settle finished items: merge what agents made of them, retry what may be retried. An item that already has an end
 * keeps it; if the error policy ends the run, the rest is left.
 * @throws Interrupted if the signal fired.
 */
export async function settleItems(turn: MapTurn, results: readonly FinishedItem[], watch: MapWatch): Promise<void> {
  for (const group of groupsOf(results)) {
    if (watch.stop.text !== undefined) return;
    if (turn.signal.aborted) throw new Interrupted();
    const open = group.filter(({ item }) => !turn.state.outcomes.has(item));
    if (open.length > 0) await watch.limitItems();
    await endAll(turn, open.filter(isSuccess), watch);
    for (const failed of open) if (!failed.ok && !watch.knows(failed)) await settleFailure(turn, failed, watch);
  }
}

const isSuccess = (finished: FinishedItem): finished is Succeeded => finished.ok;

/** In order. A failure is on its own, since it affects the others; so is a second result of the same item. */
function* groupsOf(results: readonly FinishedItem[]): Generator<readonly FinishedItem[]> {
  let group: FinishedItem[] = [];
  for (const finished of results) {
    const fits = group.every(({ ok, item }) => ok && item !== finished.item) && group.length < MERGES_AT_ONCE;
    if (group.length > 0 && !(finished.ok && fits)) {
      yield group;
      group = [];
    }
    group.push(finished);
  }
  if (group.length > 0) yield group;
}

/** Retry the item, or end it, as the error policy says. */
async function settleFailure(turn: MapTurn, { item, attempt, failure, usage }: Failed, watch: MapWatch): Promise<void> {
  const { workflow, random } = turn.engine;
  const failures = (turn.state.failed.get(item)?.length ?? 0) + 1;
  const verdict = verdictOn(failure, failures, workflow, random());
  if ('retryInMs' in verdict) return watch.failed({ item, attempt, failure, ...verdict });
  const { message: reason, durationMs } = failure;
  await watch.ended(item, { ...verdict, attempt, reason, failure, durationMs, ...(usage && { usage }) });
}

/** Merge them together. Clean merges are recorded before claude is asked about conflicts. */
async function endAll(turn: MapTurn, group: readonly Succeeded[], watch: MapWatch): Promise<void> {
  const answers = await allOf(group.map((finished) => mergeOf(turn, finished)));
  const recorded = ({ item, usage }: Succeeded, end: MapEnd) => watch.ended(item, { ...end, ...(usage && { usage }) });
  await allOf(
    group.flatMap((finished, index) => {
      const answer = answers[index] as MapEnd | Conflict;
      return 'outcome' in answer ? [recorded(finished, answer)] : [];
    }),
  );
  for (const [index, finished] of group.entries()) {
    const answer = answers[index] as MapEnd | Conflict;
    if ('conflicts' in answer) await recorded(finished, await endOfConflict(turn, answer));
  }
}

interface Conflict {
  readonly request: AttemptResult;
  readonly conflicts: readonly string[];
}

async function mergeOf(turn: MapTurn, { item, result }: Succeeded): Promise<MapEnd | Conflict> {
  const { attempt, commit, durationMs } = result;
  if (commit === null) return { outcome: 'unchanged', attempt, durationMs };
  const request = { item, attempt, commit, durationMs };
  return orLost(turn, request, async () => {
    const answer = await turn.engine.workspace.merge(request, turn.leadership);
    return answer.merged ? merged(request) : { request, conflicts: answer.conflicts };
  });
}

const endOfConflict = (turn: MapTurn, { request, conflicts }: Conflict): Promise<MapEnd> =>
  orLost(turn, request, async () => {
    const unmerged = await mergeByClaude(turn, request, conflicts);
    return unmerged === undefined ? merged(request) : lost(turn, request, unmerged);
  });

const merged = ({ attempt, commit, durationMs }: AttemptResult): MapEnd => ({
  ...{ outcome: 'merged', attempt, commit, durationMs },
});

function lost(turn: MapTurn, { attempt, commit, durationMs }: AttemptResult, failure: AttemptFailure): MapEnd {
  const outcome = turn.engine.workflow.errorPolicy.onItemFailure === 'skip' ? 'skipped' : 'dead';
  return { outcome, attempt, commit, durationMs, reason: failure.message, failure };
}

/** A fault of the item ends the item, not the run. */
async function orLost<T>(turn: MapTurn, request: AttemptResult, task: () => Promise<T>): Promise<T | MapEnd> {
  try {
    return await task();
  } catch (error) {
    if (error instanceof ItemFailed) return lost(turn, request, error.failure);
    throw error;
  }
}

/** Like `Promise.all`, but if one fails, waits for the others to end, too. */
async function allOf<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const ended = await Promise.allSettled(promises);
  return ended.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}
