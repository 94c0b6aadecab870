import type { Item } from '../../../contract/journal';
import { type Usage, usageSum } from '../../../contract/usage';
import { PackedList } from '../../engine/packed-list';
import { PackedMap } from '../../engine/packed-map';
import type { FailedTask, FinishedItem, ItemResult, ItemTask, WorkQueue } from '../../ports/work-queue';
import { JsonLines } from '../files/json-lines';

/** Number of stored results per page. */
const PAGE = 1000;

/**
 * A queue in this process whose finished items outlive it: the result of an attempt is in a file before the leader sees
 * it, so the work is not done again.
 */
export class KeptResults implements WorkQueue {
  private constructor(
    private readonly queue: Required<WorkQueue>,
    private readonly lines: JsonLines<FinishedItem>,
    /** Results of earlier processes. */
    private readonly earlier: PackedList<FinishedItem>,
    /** Ids of the items in `earlier`. */
    private readonly done: PackedMap<true>,
  ) {}

  /** @param path results file; it may not exist yet. */
  public static async open(path: string, queue: Required<WorkQueue>): Promise<KeptResults> {
    const lines = new JsonLines<FinishedItem>(path, 'process');
    const earlier = new PackedList<FinishedItem>();
    const done = new PackedMap<true>();
    for (const finished of await lines.scan()) {
      earlier.push(finished);
      done.set(finished.item, true);
    }
    return new KeptResults(queue, lines, earlier, done);
  }

  public add(items: readonly Item[], total: number): Promise<void> {
    return this.queue.add(
      items.filter(({ id }) => !this.done.has(id)),
      total,
    );
  }

  public again(failed: readonly FailedTask[]): Promise<void> {
    return this.queue.again(failed);
  }

  public limit(atOnce: number | null): Promise<void> {
    return this.queue.limit(atOnce);
  }

  public atWork(): Promise<number> {
    return this.queue.atWork();
  }

  public take(handle: (task: ItemTask) => Promise<ItemResult>, stop: AbortSignal, enough?: AbortSignal): Promise<void> {
    return this.queue.take((task) => this.keeping(task, handle), stop, enough);
  }

  public async finished(
    cursor: number,
  ): Promise<{ readonly results: readonly FinishedItem[]; readonly cursor: number }> {
    const { length } = this.earlier;
    if (cursor < length) {
      const results = this.earlier.page(cursor, PAGE);
      return { results, cursor: cursor + results.length };
    }
    const page = await this.queue.finished(cursor - length);
    return { results: page.results, cursor: page.cursor + length };
  }

  public async untilEnded(cursor: number, signal: AbortSignal): Promise<void> {
    const { length } = this.earlier;
    if (cursor >= length) await this.queue.untilEnded(cursor - length, signal);
  }

  /** No other process can reach this queue. */
  public async asked(): Promise<void> {}

  public close(): Promise<void> {
    return this.queue.close();
  }

  private async keeping(task: ItemTask, handle: (task: ItemTask) => Promise<ItemResult>): Promise<ItemResult> {
    let usage: Usage | undefined;
    const spend = (more: Usage): void => {
      usage = usageSum(usage, more);
      task.spend(more);
    };
    const result = await handle({ ...task, spend });
    await this.lines.append({ item: task.item.id, ok: true, result, ...(usage && { usage }) });
    return result;
  }
}
