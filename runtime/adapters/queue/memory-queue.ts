import type { Item } from '../../../contract/journal';
import { type Usage, usageSum } from '../../../contract/usage';
import { PackedList, type Packing } from '../../engine/packed-list';
import { PackedMap } from '../../engine/packed-map';
import {
  type FailedTask,
  type FinishedItem,
  ItemFailed,
  type ItemResult,
  ItemReturned,
  type ItemTask,
  type WorkQueue,
} from '../../ports/work-queue';

/** Number of finished items per page. */
const PAGE = 1000;

/** The usual case is packed as an array, without field names. */
const FINISHED: Packing<FinishedItem> = {
  pack: (finished) => {
    if (!finished.ok || finished.usage) return finished;
    const { attempt, durationMs, commit } = finished.result;
    return [finished.item, attempt, durationMs, ...(commit === null ? [] : [commit])];
  },
  unpack: (packed: FinishedItem | readonly [string, number, number, string?]) => {
    if ('item' in packed) return packed;
    const [item, attempt, durationMs, commit = null] = packed;
    return { item, ok: true, result: { attempt, commit, durationMs } };
  },
};

/** The queue of a run in one process. A new process adds the items of a dead one again, from the journal. */
export class MemoryQueue implements WorkQueue {
  /** Data of all items, until they are handed out. */
  private readonly known = new PackedMap<unknown>();
  private readonly spent = new Map<string, Usage>();
  /** How many of them have been handed out for the first time. */
  private gone = 0;
  /** Items to retry, after the new ones. */
  private readonly waiting: Item[] = [];
  /** Items that were given back: they go first, the last one before the others. */
  private readonly returned: Item[] = [];
  /** Items whose last attempt failed, with its number and their data. */
  private readonly failed = new PackedMap<readonly [number, unknown]>();
  private inHand = 0;
  private atOnce = Number.POSITIVE_INFINITY;
  private total = 0;
  private readonly list = new PackedList<FinishedItem>(FINISHED);
  private wake: (() => void)[] = [];
  private closed = false;
  /** How many ends have been judged; undefined: nobody judges failures. */
  private judged: number | undefined;
  private news: (() => void)[] = [];

  /** @param attempts number of the last attempt before this process, by item. */
  public constructor(private readonly attempts = new Map<string, number>()) {}

  public async add(items: readonly Item[], total: number): Promise<void> {
    this.total = total;
    for (const item of items) {
      if (this.known.has(item.id)) continue;
      this.known.set(item.id, item.data);
    }
    this.wakeAll();
  }

  public async again(failed: readonly FailedTask[]): Promise<void> {
    for (const { item, attempt } of failed) {
      const [number, data] = this.failed.get(item) ?? [];
      if (number === attempt && this.failed.delete(item)) this.waiting.push({ id: item, data });
    }
    this.wakeAll();
  }

  public async limit(atOnce: number | null): Promise<void> {
    this.atOnce = atOnce ?? Number.POSITIVE_INFINITY;
    this.wakeAll();
  }

  public async atWork(): Promise<number> {
    return this.inHand;
  }

  public async take(
    handle: (task: ItemTask) => Promise<ItemResult>,
    stop: AbortSignal,
    enough: AbortSignal = stop,
  ): Promise<void> {
    const told = AbortSignal.any([stop, enough]);
    const wake = (): void => this.wakeAll();
    let failure = 0;
    told.addEventListener('abort', wake);
    try {
      while (!told.aborted && !this.closed) {
        const item = this.inHand < this.atOnce && failure <= this.seen ? this.next() : undefined;
        if (item === undefined) await new Promise<void>((resolve) => this.wake.push(resolve));
        else if (!(await this.hand(item, handle, stop))) failure = this.list.length;
      }
    } finally {
      told.removeEventListener('abort', wake);
    }
  }

  public async untilEnded(cursor: number, signal: AbortSignal): Promise<void> {
    this.judged ??= cursor;
    if (this.list.length > cursor || signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.news.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  public async finished(
    cursor: number,
  ): Promise<{ readonly results: readonly FinishedItem[]; readonly cursor: number }> {
    if (this.judged !== undefined && cursor > this.judged) {
      this.judged = cursor;
      this.wakeAll();
    }
    const results = this.list.page(cursor, PAGE);
    return { results, cursor: cursor + results.length };
  }

  /** No other process can reach this queue. */
  public async asked(): Promise<void> {}

  public async close(): Promise<void> {
    this.closed = true;
    this.wakeAll();
  }

  /** How many ends have been judged, so that new items may be handed out. */
  private get seen(): number {
    return this.judged ?? Number.POSITIVE_INFINITY;
  }

  private next(): Item | undefined {
    const returned = this.returned.pop();
    if (returned !== undefined) return returned;
    if (this.gone === this.known.size) return this.waiting.shift();
    const [id, data] = this.known.at(this.gone);
    this.gone += 1;
    this.known.forget(this.gone);
    return { id, data };
  }

  /** @returns false if the item failed. */
  private async hand(
    item: Item,
    handle: (task: ItemTask) => Promise<ItemResult>,
    signal: AbortSignal,
  ): Promise<boolean> {
    const attempt = (this.attempts.get(item.id) ?? 0) + 1;
    this.attempts.set(item.id, attempt);
    this.inHand += 1;
    try {
      const result = await handle({ item, attempt, total: this.total, signal, spend: this.spender(item.id) });
      this.attempts.delete(item.id); // no other attempt follows
      this.end({ item: item.id, ok: true, result, ...this.usageOf(item.id) });
      return true;
    } catch (error) {
      if (!signal.aborted && error instanceof ItemFailed) {
        this.failed.set(item.id, [attempt, item.data]);
        this.end({ item: item.id, ok: false, attempt, failure: error.failure, ...this.usageOf(item.id) });
        return false;
      }
      this.returned.push(item);
      this.wakeAll();
      if (!signal.aborted && !(error instanceof ItemReturned)) throw error;
      return true;
    } finally {
      this.inHand -= 1;
      if (this.atOnce !== Number.POSITIVE_INFINITY) this.wakeAll();
    }
  }

  private end(item: FinishedItem): void {
    this.list.push(item);
    const { news } = this;
    this.news = [];
    for (const tell of news) tell();
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
