import type { Item, JournalEntry, StampedEntry } from '../../../contract/journal';
import type { Clock } from '../../ports/clock';
import type { Leadership } from '../../ports/election';
import type { Journal } from '../../ports/journal';
import type { Listener } from '../../ports/notice';
import {
  type FailedTask,
  type FinishedItem,
  ItemFailed,
  type ItemResult,
  type ItemTask,
  type WorkQueue,
} from '../../ports/work-queue';

/** A journal that reports its entries once they are durable. */
export class WatchedJournal implements Journal {
  public constructor(
    private readonly journal: Journal,
    private readonly clock: Clock,
    private readonly tell: Listener,
  ) {}

  public read(): Promise<Iterable<StampedEntry>> {
    return this.journal.read();
  }

  public async append(entry: JournalEntry, leadership: Leadership): Promise<void> {
    await this.journal.append(entry, leadership);
    this.tell({ type: 'entry', entry: { at: this.clock.now(), entry } });
  }
}

/** A queue that reports attempts as they begin and end. */
export class WatchedQueue implements WorkQueue {
  public constructor(
    private readonly queue: Required<WorkQueue>,
    private readonly clock: Clock,
    private readonly tell: Listener,
  ) {}

  public add(items: readonly Item[], total: number): Promise<void> {
    return this.queue.add(items, total);
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

  public untilEnded(cursor: number, signal: AbortSignal): Promise<void> {
    return this.queue.untilEnded(cursor, signal);
  }

  public take(handle: (task: ItemTask) => Promise<ItemResult>, stop: AbortSignal, enough?: AbortSignal): Promise<void> {
    return this.queue.take((task) => this.telling(task, handle), stop, enough);
  }

  public finished(cursor: number): Promise<{ readonly results: readonly FinishedItem[]; readonly cursor: number }> {
    return this.queue.finished(cursor);
  }

  public asked(answer: Parameters<WorkQueue['asked']>[0]): Promise<void> {
    return this.queue.asked(answer);
  }

  public close(): Promise<void> {
    return this.queue.close();
  }

  private async telling(task: ItemTask, handle: (task: ItemTask) => Promise<ItemResult>): Promise<ItemResult> {
    const { attempt } = task;
    const item = task.item.id;
    let reason: string | undefined;
    this.tell({ type: 'attempt', at: this.clock.now(), item, attempt });
    try {
      return await handle(task);
    } catch (error) {
      if (error instanceof ItemFailed) reason = error.message;
      throw error;
    } finally {
      this.tell({ type: 'attempt-over', at: this.clock.now(), item, attempt, ...(reason !== undefined && { reason }) });
    }
  }
}
