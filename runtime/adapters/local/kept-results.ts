import type { Item } from '../../../contract/journal';
import { type Usage, usageSum } from '../../../contract/usage';
import type { FailedTask, FinishedItem, ItemResult, ItemTask, WorkQueue } from '../../ports/work-queue';
import { JsonLines } from '../files/json-lines';

/**
 * A queue in this process whose finished items outlive it: what an attempt came to is on disk before the leader hears
 * of it, and is not worked for again.
 */
export class KeptResults implements WorkQueue {
  private constructor(
    private readonly queue: Required<WorkQueue>,
    private readonly lines: JsonLines<FinishedItem>,
    /** What earlier processes finished. */
    private readonly earlier: readonly FinishedItem[],
  ) {}

  /** @param path file of the results; it need not be there yet. */
  public static async open(path: string, queue: Required<WorkQueue>): Promise<KeptResults> {
    const lines = new JsonLines<FinishedItem>(path);
    return new KeptResults(queue, lines, await lines.read());
  }

  public add(items: readonly Item[], total: number): Promise<void> {
    const done = new Set(this.earlier.map(({ item }) => item));
    return this.queue.add(
      items.filter(({ id }) => !done.has(id)),
      total,
    );
  }

  public again(failed: readonly FailedTask[]): Promise<void> {
    return this.queue.again(failed);
  }

  public limit(atOnce: number | null): Promise<void> {
    return this.queue.limit(atOnce);
  }

  public take(handle: (task: ItemTask) => Promise<ItemResult>, stop: AbortSignal, enough?: AbortSignal): Promise<void> {
    return this.queue.take((task) => this.keeping(task, handle), stop, enough);
  }

  public async finished(
    cursor: number,
  ): Promise<{ readonly results: readonly FinishedItem[]; readonly cursor: number }> {
    const { length } = this.earlier;
    if (cursor < length) return { results: this.earlier.slice(cursor), cursor: length };
    const page = await this.queue.finished(cursor - length);
    return { results: page.results, cursor: page.cursor + length };
  }

  public async untilEnded(cursor: number, signal: AbortSignal): Promise<void> {
    const { length } = this.earlier;
    if (cursor >= length) await this.queue.untilEnded(cursor - length, signal);
  }

  /** Nobody else reaches it. */
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
