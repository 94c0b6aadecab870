import type { Item } from '../../../../contract/journal';
import { systemClock } from '../../../../runtime/adapters/clock/system-clock';
import type { FinishedItem, ItemResult, ItemTask, WorkQueue } from '../../../../runtime/ports/work-queue';

/** `item_0`, `item_1`, … with their numbers. */
export const items = (count: number): Item[] =>
  Array.from({ length: count }, (_, index) => ({ id: `item_${index}`, data: index }));

/** The result of an attempt that took a moment. */
export const done = ({ attempt }: ItemTask, commit: string | null = null): ItemResult => ({
  attempt,
  commit,
  durationMs: 1,
});

/** Every end there is once `count` items have ended. */
export async function ends(queue: WorkQueue, count: number): Promise<FinishedItem[]> {
  const found: FinishedItem[] = [];
  for (let cursor = 0; found.length < count; ) {
    const page = await queue.finished(cursor);
    found.push(...page.results);
    cursor = page.cursor;
    if (page.results.length === 0) await systemClock.sleep(5);
  }
  return found;
}
