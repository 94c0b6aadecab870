import type { Item } from '../../contract/journal';
import type { FinishedItem } from '../ports/work-queue';
import { DEFAULT_PACE, Interrupted } from './engine';
import { PackedMap } from './packed-map';
import { type MapTurn, MapWatch } from './policy/map-watch';
import { settleItems } from './settle-items';
import { StepFailed } from './step-failed';

/** Items that are handed to the queue in one call. */
const ITEMS_AT_ONCE = 1000;

/**
 * See the items through: keep them in the queue, merge what agents finished, have tried again what may be, record where
 * each ended. The phase is over when every item has an end in the journal; an empty queue proves nothing.
 * @throws StepFailed where the error policy ends the run.
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
    // The list is gone through only where it can have an end, and now and then for the queue.
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

/** Items without an end; not those whose pause is not over, where somebody knows of pauses. */
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
