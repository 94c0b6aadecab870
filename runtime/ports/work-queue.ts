import type { AttemptFailure, Item } from '../../contract/journal';
import type { LetterRequest } from '../../contract/queue';
import type { Usage } from '../../contract/usage';

/**
 * Hands items to agents, each to one at a time, again when its agent is gone. What only the leader calls rejects with
 * `QueueBroken` where the queue cannot be used any more, and tries again for as long as it may be used later.
 */
export interface WorkQueue {
  /**
   * Add items that are not known yet; adding an item twice is harmless.
   * @param total number of items of the run, handed out with each.
   */
  add(items: readonly Item[], total: number): Promise<void>;
  /**
   * Hand out once more items whose attempt failed, after those that wait. One that is under way or has ended otherwise
   * since then is left alone; calling twice is harmless.
   */
  again(failed: readonly FailedTask[]): Promise<void>;
  /** Hand out no item while so many are in hand, until told otherwise; null: no such limit. */
  limit(atOnce: number | null): Promise<void>;
  /** How many items are in hand, those of agents that are gone left out. */
  atWork(): Promise<number>;
  /**
   * Resolves when an item has ended since `cursor`, or the signal fires. Whoever asks judges each failure: until
   * {@link finished} is asked for what came after it, its agent gets no other item. A queue without it has to be asked
   * again and again.
   */
  untilEnded?(cursor: number, signal: AbortSignal): Promise<void>;
  /**
   * Take items, one at a time, until a signal fires.
   * @param stop fires when the item in hand is to go back unspent, too.
   * @param enough fires when no more are to be taken, while the item in hand may end. Default: `stop`.
   *
   * A result counts only while the lock is held; `handle` gets a signal that fires when it is lost.
   * @throws what `handle` threw, other than `ItemFailed` and `ItemReturned`; the item goes back unspent.
   */
  take(handle: (task: ItemTask) => Promise<ItemResult>, stop: AbortSignal, enough?: AbortSignal): Promise<void>;
  /** Items that have ended since `cursor` (0 at first), in the order of their end. */
  finished(cursor: number): Promise<{ readonly results: readonly FinishedItem[]; readonly cursor: number }>;
  /**
   * Hand over what somebody asked about dead letters, by item; nothing where nobody else reaches the queue.
   * @param answer does it, and returns the items that the queue may forget.
   */
  asked(answer: (requests: ReadonlyMap<string, LetterRequest>) => Promise<readonly string[]>): Promise<void>;
  close(): Promise<void>;
}

export interface ItemTask {
  readonly item: Item;
  /** Number of this attempt, from 1; grows also when an agent died. */
  readonly attempt: number;
  /** Number of items of the run. */
  readonly total: number;
  /** Fires when the lock is lost or the agent is to stop. */
  readonly signal: AbortSignal;
  /** Count what a call of a model took, whatever becomes of the attempt. */
  readonly spend: (usage: Usage) => void;
}

/** What an attempt came to. Throw `ItemFailed` instead where the item failed. */
export interface ItemResult {
  readonly attempt: number;
  /** Null where the attempt made no commits. */
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
  /** What models took for it, earlier attempts included; undefined where none was called. */
  readonly usage?: Usage;
} & (
  | { readonly ok: true; readonly result: ItemResult }
  | { readonly ok: false; readonly attempt: number; readonly failure: AttemptFailure }
);

/** An item's steps failed: an error attempt is spent. */
export class ItemFailed extends Error {
  /** @param details what is known beside the reason. */
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

/** What is told of an item whose agents died, as many as may. */
export const AGENTS_DIED: AttemptFailure = { errorType: 'ResourceExhausted', message: 'agent died' };

/** The queue holds what no agent can work with, or refuses for good: the run cannot go on. */
export class QueueBroken extends Error {}

/** This attempt cannot be worked on, though the item can: it goes back unspent, and comes again as the next attempt. */
export class ItemReturned extends Error {
  public constructor(reason: string) {
    super(reason);
    this.name = 'ItemReturned';
  }
}
