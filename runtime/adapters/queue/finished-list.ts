import type { Redis } from 'ioredis';
import { type Usage, usageIn } from '../../../contract/usage';
import { type FinishedItem, ItemFailed, type ItemResult } from '../../ports/work-queue';
import { lastFailure, parsed } from './failure-traces';

/** Number of ids per read. */
const PAGE = 1000;
/** Keys where BullMQ stores what has ended. */
export interface FinishedKeys {
  readonly completed: string;
  readonly failed: string;
  /** Key of one job. */
  job(id: string): string;
}

/**
 * The items that have ended, in the order in which they were found. BullMQ sorts them by the clock of the agent that
 * finished them, so a new one may be anywhere: each poll reads from the newest until a page has nothing new, and now
 * and then reads everything.
 */
export class FinishedList {
  private readonly known = new Set<string>();
  private readonly list: FinishedItem[] = [];
  private fullReadAt = 0;

  public constructor(
    private readonly redis: Redis,
    private readonly keys: FinishedKeys,
    private readonly now: () => number,
    /** Interval of full reads, in milliseconds. */
    private readonly fullReadMs: number,
  ) {}

  /** Items found since `cursor`, at most one page. */
  public async since(cursor: number): Promise<{ results: FinishedItem[]; cursor: number }> {
    if (cursor >= this.list.length) await this.look();
    const results = this.list.slice(cursor, cursor + PAGE);
    return { results, cursor: cursor + results.length };
  }

  /** The item will be worked on again: report its next end as new. */
  public forget(id: string): void {
    this.known.delete(id);
  }

  private async look(): Promise<void> {
    const everything = this.now() >= this.fullReadAt;
    const found = [
      ...(await this.newIn(this.keys.completed, everything)),
      ...(await this.newIn(this.keys.failed, everything)),
    ].sort((one, other) => one.at - other.at);
    for (let start = 0; start < found.length; start += PAGE) await this.load(found.slice(start, start + PAGE));
    if (everything) this.fullReadAt = this.now() + this.fullReadMs;
  }

  private async newIn(key: string, everything: boolean): Promise<{ id: string; at: number }[]> {
    const found: { id: string; at: number }[] = [];
    for (let start = 0; ; start += PAGE) {
      const page = pairs(await this.redis.zrevrange(key, start, start + PAGE - 1, 'WITHSCORES'));
      const fresh = page.filter(({ id }) => !this.known.has(id));
      found.push(...fresh);
      if (page.length < PAGE || (fresh.length === 0 && !everything)) return found;
    }
  }

  private async load(found: readonly { id: string }[]): Promise<void> {
    const pipeline = this.redis.pipeline();
    for (const { id } of found) pipeline.hmget(this.keys.job(id), ...END_FIELDS);
    const answers = (await pipeline.exec()) ?? [];
    for (const [index, [error, fields]] of answers.entries()) {
      if (error) throw error;
      this.keep(found[index]!.id, fields as (string | null)[]);
    }
  }

  private keep(id: string, fields: readonly (string | null)[]): void {
    const finished = finishedItem(id, fields);
    if (finished === undefined || this.known.has(id)) return;
    this.known.add(id);
    this.list.push(finished);
  }
}

/** Fields of a job that say how it ended. */
export const END_FIELDS = ['returnvalue', 'failedReason', 'ats', 'progress', 'stacktrace'] as const;

/** An item's end as BullMQ stores it, given {@link END_FIELDS}; undefined if it has not ended. */
export function finishedItem(id: string, fields: readonly (string | null)[]): FinishedItem | undefined {
  const [returned, reason, starts, progress, traces] = fields;
  const usage = usageOf(progress);
  const known = { item: id, ...(usage && { usage }) };
  const attempt = Number(starts) || 1;
  if (returned != null) {
    const result = resultIn(returned);
    return result ? { ...known, ok: true, result } : { ...known, ok: false, attempt, failure: UNREADABLE };
  }
  if (reason == null) return undefined;
  return { ...known, ok: false, attempt, failure: lastFailure(traces, reason) };
}

/** Failure for a result that no agent of this version wrote. */
const UNREADABLE = new ItemFailed('its result in the queue cannot be read').failure;

/** A result as agents write it, without anything others may have added; undefined if it is not one. */
function resultIn(text: string): ItemResult | undefined {
  const { attempt, commit, durationMs } = Object(parsed(text)) as Readonly<Record<string, unknown>>;
  const isCommit = commit === null || typeof commit === 'string';
  if (!Number.isSafeInteger(attempt) || !isCommit || !Number.isFinite(durationMs)) return undefined;
  return { attempt, commit, durationMs } as ItemResult;
}

function pairs(flat: readonly string[]): { id: string; at: number }[] {
  const found: { id: string; at: number }[] = [];
  for (let index = 0; index + 1 < flat.length; index += 2)
    found.push({ id: flat[index] as string, at: Number(flat[index + 1]) });
  return found;
}

/** BullMQ stores a number there until there is usage to report. */
function usageOf(progress: string | null | undefined): Usage | undefined {
  return progress?.startsWith('{') ? usageIn(parsed(progress)) : undefined;
}
