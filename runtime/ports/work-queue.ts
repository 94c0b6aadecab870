import type { AttemptFailure, Item } from '../../contract/journal';
import type { LetterRequest } from '../../contract/queue';
import type { Usage } from '../../contract/usage';

/**
 * Hands each item to one agent at a time, and again if its agent is gone. Leader-only calls reject with `QueueBroken`
 * if the queue is permanently unusable, and retry as long as it may recover.
 */
export interface WorkQueue {
  /**
   * Add items that are not known yet; adding an item twice is harmless.
   * @param total number of items of the run, passed on with each.
   */
  add(items: readonly Item[], total: number): Promise<void>;
  /**
   * Retry items whose attempt failed, after those that are waiting. An item that is being worked on, or has ended
   * otherwise since then, is left alone; calling twice is harmless.
   */
  again(failed: readonly FailedTask[]): Promise<void>;
  /** Hand out items only while fewer than this many are in progress, until told otherwise; null: no such limit. */
  limit(atOnce: number | null): Promise<void>;
  /** Number of items in progress, not counting those of agents that are gone. */
  atWork(): Promise<number>;
  /**
   * Resolves when an item has ended since `cursor`, or the signal fires. Its caller judges each failure: until it calls
   * {@link finished} with a later cursor, the agent of a failed item gets no other. A queue without this method must be
   * polled.
   */
  untilEnded?(cursor: number, signal: AbortSignal): Promise<void>;
  /**
   * Take items, one at a time, until a signal fires. A result counts only while the lock is held; `handle` gets a
   * signal that fires when it is lost.
   * @param stop fires when the current item, too, should be given back without counting an attempt.
   * @param enough fires when no more items should be taken, while the current one may finish. Default: `stop`.
   * @throws what `handle` threw, other than `ItemFailed` and `ItemReturned`; the item is given back.
   */
  take(handle: (task: ItemTask) => Promise<ItemResult>, stop: AbortSignal, enough?: AbortSignal): Promise<void>;
  /** Items that have ended since `cursor` (initially 0), in the order in which they ended. */
  finished(cursor: number): Promise<{ readonly results: readonly FinishedItem[]; readonly cursor: number }>;
  /**
   * Fetch requests about dead letters, by item; does nothing if nobody else can reach the queue.
   * @param answer handles them, and returns the items that the queue may forget.
   */
  asked(answer: (requests: ReadonlyMap<string, LetterRequest>) => Promise<readonly string[]>): Promise<void>;
  close(): Promise<void>;
}

export interface ItemTask {
  readonly item: Item;
  /** Number of this attempt, from 1; also grows when an agent died. */
  readonly attempt: number;
  /** Number of items of the run. */
  readonly total: number;
  /** Fires when the lock is lost or the agent is to stop. */
  readonly signal: AbortSignal;
  /** Record the usage of a model call, whatever becomes of the attempt. */
  readonly spend: (usage: Usage) => void;
}

/** The result of an attempt. If the item failed, throw `ItemFailed` instead. */
export interface ItemResult {
  readonly attempt: number;
  /** Null if the attempt made no commits. */
  readonly commit: string | null;
  readonly durationMs: number;
}

/** An attempt of an item that ended with `ItemFailed`. */
export interface FailedTask {
  readonly item: string;
  readonly attempt: number;
}

export type FinishedItem = {
  readonly item: string;
  /** Model usage, including earlier attempts; undefined if no model was called. */
  readonly usage?: Usage;
} & (
  | { readonly ok: true; readonly result: ItemResult }
  | { readonly ok: false; readonly attempt: number; readonly failure: AttemptFailure }
);

/** An item's steps failed: counts as a failed attempt. */
export class ItemFailed extends Error {
  /** @param details what is known besides the reason. */
  public constructor(
    reason: string,
    private readonly details: Partial<Omit<AttemptFailure, 'message'>> = {},
  ) {
    super(reason);
    this.name = 'ItemFailed';
  }

  public get failure(): AttemptFailure {
    return { errorType: 'Unknown', ...this.details, message: this.message };
  }
}

/** Failure of an item whose agents died as often as is allowed. */
export const AGENTS_DIED: AttemptFailure = { errorType: 'ResourceExhausted', message: 'agent died' };

/** The queue holds something unusable, or permanently refuses commands: the run cannot go on. */
export class QueueBroken extends Error {}

/** This attempt cannot be worked on, though the item can: it is given back, and comes again as the next attempt. */
export class ItemReturned extends Error {
  public constructor(reason: string) {
    super(reason);
    this.name = 'ItemReturned';
  }
}
