import type { Item } from '../../../contract/journal';
import { type Usage, usageSum } from '../../../contract/usage';
import {
  type FinishedItem,
  ItemFailed,
  type ItemResult,
  ItemReturned,
  type ItemTask,
  type WorkQueue,
} from '../../ports/work-queue';

/** The queue of a run in one process. What a dead process had in it is added again from the journal. */
export class MemoryQueue implements WorkQueue {
  private readonly known = new Set<string>();
  private readonly attempts = new Map<string, number>();
  private readonly spent = new Map<string, Usage>();
  private readonly waiting: Item[] = [];
  private total = 0;
  private readonly ended: FinishedItem[] = [];
  private wake: (() => void)[] = [];
  private closed = false;

  public async add(items: readonly Item[], total: number): Promise<void> {
    this.total = total;
    for (const item of items) {
      if (this.known.has(item.id)) continue;
      this.known.add(item.id);
      this.waiting.push(item);
    }
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
        const item = this.waiting.shift();
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
    try {
      const result = await handle({ item, attempt, total: this.total, signal, spend: this.spender(item.id) });
      this.ended.push({ item: item.id, ok: true, result, ...this.usageOf(item.id) });
    } catch (error) {
      if (!signal.aborted && error instanceof ItemFailed) {
        this.ended.push({ item: item.id, ok: false, attempt, reason: error.message, ...this.usageOf(item.id) });
        return;
      }
      this.waiting.unshift(item);
      this.wakeAll();
      if (!signal.aborted && !(error instanceof ItemReturned)) throw error;
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
