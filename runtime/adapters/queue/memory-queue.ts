import type { Item } from '../../../contract/journal';
import { type Usage, usageSum } from '../../../contract/usage';
import {
  type FailedTask,
  type FinishedItem,
  ItemFailed,
  type ItemResult,
  ItemReturned,
  type ItemTask,
  type WorkQueue,
} from '../../ports/work-queue';

/** The queue of a run in one process. What a dead process had in it is added again from the journal. */
export class MemoryQueue implements WorkQueue {
  private readonly known = new Map<string, Item>();
  private readonly spent = new Map<string, Usage>();
  private readonly waiting: Item[] = [];
  /** Items whose last attempt failed, with its number. */
  private readonly failed = new Map<string, number>();
  private inHand = 0;
  private atOnce = Number.POSITIVE_INFINITY;
  private total = 0;
  private readonly ended: FinishedItem[] = [];
  private wake: (() => void)[] = [];
  private closed = false;

  /** @param attempts by item, the number of its last attempt before this process. */
  public constructor(private readonly attempts = new Map<string, number>()) {}

  public async add(items: readonly Item[], total: number): Promise<void> {
    this.total = total;
    for (const item of items) {
      if (this.known.has(item.id)) continue;
      this.known.set(item.id, item);
      this.waiting.push(item);
    }
    this.wakeAll();
  }

  public async again(failed: readonly FailedTask[]): Promise<void> {
    for (const { item, attempt } of failed)
      if (this.failed.get(item) === attempt && this.failed.delete(item)) this.waiting.push(this.known.get(item)!);
    this.wakeAll();
  }

  public async limit(atOnce: number | null): Promise<void> {
    this.atOnce = atOnce ?? Number.POSITIVE_INFINITY;
    this.wakeAll();
  }

  public async take(
    handle: (task: ItemTask) => Promise<ItemResult>,
    stop: AbortSignal,
    enough: AbortSignal = stop,
  ): Promise<void> {
    const told = AbortSignal.any([stop, enough]);
    const wake = (): void => this.wakeAll();
    told.addEventListener('abort', wake);
    try {
      while (!told.aborted && !this.closed) {
        const item = this.inHand < this.atOnce ? this.waiting.shift() : undefined;
        if (item === undefined) await new Promise<void>((resolve) => this.wake.push(resolve));
        else await this.hand(item, handle, stop);
      }
    } finally {
      told.removeEventListener('abort', wake);
    }
  }

  public async finished(
    cursor: number,
  ): Promise<{ readonly results: readonly FinishedItem[]; readonly cursor: number }> {
    return { results: this.ended.slice(cursor), cursor: this.ended.length };
  }

  public async close(): Promise<void> {
    this.closed = true;
    this.wakeAll();
  }

  private async hand(item: Item, handle: (task: ItemTask) => Promise<ItemResult>, signal: AbortSignal): Promise<void> {
    const attempt = (this.attempts.get(item.id) ?? 0) + 1;
    this.attempts.set(item.id, attempt);
    this.inHand += 1;
    try {
      const result = await handle({ item, attempt, total: this.total, signal, spend: this.spender(item.id) });
      this.ended.push({ item: item.id, ok: true, result, ...this.usageOf(item.id) });
    } catch (error) {
      if (!signal.aborted && error instanceof ItemFailed) {
        this.failed.set(item.id, attempt);
        this.ended.push({ item: item.id, ok: false, attempt, failure: error.failure, ...this.usageOf(item.id) });
        return;
      }
      this.waiting.unshift(item);
      this.wakeAll();
      if (!signal.aborted && !(error instanceof ItemReturned)) throw error;
    } finally {
      this.inHand -= 1;
      if (this.atOnce !== Number.POSITIVE_INFINITY) this.wakeAll();
    }
  }

  private spender(id: string): (usage: Usage) => void {
    return (usage) => this.spent.set(id, usageSum(this.spent.get(id), usage) as Usage);
  }

  private usageOf(id: string): { readonly usage?: Usage } {
    const usage = this.spent.get(id);
    this.spent.delete(id);
    return usage ? { usage } : {};
  }

  private wakeAll(): void {
    const waiting = this.wake;
    this.wake = [];
    for (const wake of waiting) wake();
  }
}
