import type { JournalEntry } from '../../contract/journal';

/** Number of durations to keep: the latest ones best predict how long the next item will take. */
const REMEMBERED = 50;

/** The remaining work of the map phase, tracked from the leader's journal entries. */
export class Backlog {
  private readonly open = new Set<string>();
  /** Items that wait for another attempt, with the end of the pause in milliseconds since 1970. */
  private readonly waiting = new Map<string, number>();
  private readonly dead = new Set<string>();
  private readonly durations: number[] = [];

  /** @param at when the entry was written, in milliseconds since 1970. */
  public note(entry: JournalEntry, at: number): void {
    if (entry.type === 'items') this.list(entry);
    if (entry.type === 'attempt') this.waiting.set(entry.item, at + entry.retryInMs);
    if (entry.type === 'phase' && entry.phase === 'map') this.open.clear();
    if (entry.type === 'item') this.end(entry);
    if (entry.type === 'retried') this.reopen(entry.items);
    if (entry.type === 'purged') for (const item of entry.items ?? [...this.dead]) this.dead.delete(item);
    if (entry.type === 'reopened' && entry.work === 'retry') this.reopen(entry.items);
  }

  /** Number of items that agents may take or are working on. */
  public size(now: number): number {
    for (const [item, until] of this.waiting) if (until <= now) this.waiting.delete(item);
    return [...this.waiting.keys()].reduce((left, item) => left - (this.open.has(item) ? 1 : 0), this.open.size);
  }

  /** Average duration of recent items; undefined until one has ended. */
  public get itemMs(): number | undefined {
    const { durations } = this;
    return durations.length === 0 ? undefined : durations.reduce((sum, ms) => sum + ms, 0) / durations.length;
  }

  private list({ items, from = 0 }: Extract<JournalEntry, { type: 'items' }>): void {
    if (from === 0) this.open.clear();
    for (const { id } of items) this.open.add(id);
  }

  private end({ item, outcome, durationMs }: Extract<JournalEntry, { type: 'item' }>): void {
    this.open.delete(item);
    this.waiting.delete(item);
    if (outcome === 'dead') this.dead.add(item);
    if (durationMs === undefined) return;
    this.durations.push(durationMs);
    if (this.durations.length > REMEMBERED) this.durations.shift();
  }

  /** Dead letters are retried: those named, or all. */
  private reopen(items: readonly string[] = [...this.dead]): void {
    for (const item of items) if (this.dead.delete(item)) this.open.add(item);
  }
}
