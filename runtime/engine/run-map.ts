import type { Item } from '../../contract/journal';
import type { FinishedItem } from '../ports/work-queue';
import { DEFAULT_PACE, Interrupted } from './engine';
import { PackedMap } from './packed-map';
import { type MapTurn, MapWatch } from './policy/map-watch';
import { settleItems } from './settle-items';
import { StepFailed } from './step-failed';

/** Number of items per call to the queue. */
const ITEMS_AT_ONCE = 1000;

/**
 * Process all items: keep them in the queue, merge what agents finished, retry what may be retried, record how each
 * ended. The phase is over when every item has an end in the journal; an empty queue proves nothing.
 * @throws StepFailed if the error policy ends the run.
 */
export async function runMap(turn: MapTurn): Promise<void> {
  if (turn.state.mapDone) return;
  const watch = new MapWatch(turn);
  try {
    await everyItem(turn, watch);
  } finally {
    watch.notices.tell();
  }
  await turn.record({ type: 'phase', phase: 'map' });
}

async function everyItem(turn: MapTurn, watch: MapWatch): Promise<void> {
  const { queue, clock, pace, draining } = turn.engine;
  const { pollMs, refillMs } = { ...DEFAULT_PACE, ...pace };
  const items = turn.state.items ?? new PackedMap();
  const isOfRun = ({ item }: FinishedItem): boolean => {
    const listed = items.has(item);
    if (!listed) turn.log.warn(`the queue has a result of ${JSON.stringify(item)}, which is no item of this run`);
    return listed;
  };
  let cursor = 0;
  let refillAt = 0;
  for (;;) {
    if (watch.stop.text !== undefined) throw new StepFailed(watch.stop.text);
    // Scan the list only when it may be complete, and now and then to refill the queue.
    if (turn.state.outcomes.size >= items.size && openItems(turn).next().done) break;
    if (turn.signal.aborted) throw new Interrupted();
    const drains = draining?.aborted === true;
    await watch.limitItems();
    const nothingAtWork = drains && (await queue.atWork()) === 0;
    if (!drains && clock.now() >= refillAt) {
      for (const page of pagesOf(openItems(turn, watch))) await queue.add(page, items.size);
      refillAt = clock.now() + refillMs;
    }
    const page = await queue.finished(cursor);
    cursor = page.cursor;
    await settleItems(turn, page.results.filter(isOfRun), watch);
    if (page.results.length > 0) continue;
    if (nothingAtWork) throw new Interrupted();
    if (!drains) await watch.handOutAgain();
    await watch.untilNews(cursor, pollMs);
  }
}

/** Items without an end; with `watch`, without those whose pause is not over. */
function* openItems({ state }: MapTurn, watch?: MapWatch): Generator<Item> {
  for (const [id, data] of state.items ?? [])
    if (!state.outcomes.has(id) && watch?.pauses(id) !== true) yield { id, data };
}

function* pagesOf(items: Iterable<Item>): Generator<readonly Item[]> {
  let page: Item[] = [];
  for (const item of items)
    if (page.push(item) === ITEMS_AT_ONCE) {
      yield page;
      page = [];
    }
  if (page.length > 0) yield page;
}
