import type { Item } from '../../contract/journal';
import { type FinishedItem, ItemFailed } from '../ports/work-queue';
import { DEFAULT_PACE, Interrupted } from './engine';
import { mergeByClaude } from './merge-conflict';
import type { ItemEnd } from './run-state';
import type { Turn } from './turn';

/**
 * See the items through: keep them in the queue, merge what agents finished, record where each ended. The phase is over
 * when every item has an end in the journal; an empty queue proves nothing.
 */
export async function runMap(turn: Turn): Promise<void> {
  if (turn.state.mapDone) return;
  const { queue, clock, pace } = turn.engine;
  const { pollMs, refillMs } = { ...DEFAULT_PACE, ...pace };
  let cursor = 0;
  let refillAt = 0;
  for (;;) {
    const open = openItems(turn);
    if (open.length === 0) break;
    if (turn.signal.aborted) throw new Interrupted();
    if (clock.now() >= refillAt) {
      await queue.add(open, turn.state.items?.length ?? 0);
      refillAt = clock.now() + refillMs;
    }
    const page = await queue.finished(cursor);
    cursor = page.cursor;
    for (const finished of page.results) await settle(turn, finished);
    if (page.results.length === 0) await clock.sleep(pollMs, turn.signal);
  }
  await turn.record({ type: 'phase', phase: 'map' });
}

/** Items without an end. */
function openItems(turn: Turn): readonly Item[] {
  return (turn.state.items ?? []).filter(({ id }) => !turn.state.outcomes.has(id));
}

async function settle(turn: Turn, finished: FinishedItem): Promise<void> {
  const { item, usage } = finished;
  if (turn.state.outcomes.has(item)) return;
  if (turn.signal.aborted) throw new Interrupted();
  const end = await endOf(turn, finished);
  const log = turn.log.child({ phase: 'map', item, attempt: end.attempt });
  if (end.outcome === 'dead') log.warn(`${item} failed: ${end.reason}`);
  else log.info(`${item} ${end.outcome}`);
  await turn.record({ type: 'item', item, ...end, ...(usage && { usage }) });
}

async function endOf(turn: Turn, finished: FinishedItem): Promise<ItemEnd> {
  if (!finished.ok) return { outcome: 'dead', attempt: finished.attempt, reason: finished.reason };
  const { attempt, commit, durationMs } = finished.result;
  if (commit === null) return { outcome: 'unchanged', attempt, durationMs };
  const dead = (reason: string): ItemEnd => ({ outcome: 'dead', attempt, commit, durationMs, reason });
  try {
    const request = { item: finished.item, attempt, commit, durationMs };
    const answer = await turn.engine.workspace.merge(request, turn.leadership);
    const unmerged = answer.merged ? undefined : await mergeByClaude(turn, request, answer.conflicts);
    return unmerged === undefined ? { outcome: 'merged', attempt, commit, durationMs } : dead(unmerged);
  } catch (error) {
    if (error instanceof ItemFailed) return dead(error.message);
    throw error;
  }
}
