import type { Reopening } from './reopening';
import type { Usage } from './usage';

/**
 * The run's journal: an append-only log, one JSON object per line, on the workspace claim (under `~/.prodigy` for a
 * local run). The workspace server appends to it; entries from the leader carry its fencing number.
 */

/** Phases whose steps the leader runs in its own checkout. */
export type LeaderPhase = 'commands' | 'setup' | 'reduce' | 'merge';

/** One work item. Ids are `item_0` … in the order of the list, as Prodigy names them. */
export interface Item {
  readonly id: string;
  readonly data: unknown;
}

/**
 * How an item ended. `merged` and `unchanged` count as successful, `dead` as failed; a `skipped` item failed too, but
 * the workflow says to leave it out.
 */
export type ItemOutcome = 'merged' | 'unchanged' | 'dead' | 'skipped';

/** What kind of failure ended an attempt, in Prodigy's names. */
export type ErrorType =
  | 'Timeout'
  | { readonly CommandFailed: { readonly exit_code: number } }
  | 'CommitValidationFailed'
  | 'WorktreeError'
  | 'MergeConflict'
  | 'ValidationFailed'
  /** Several agents died in a row while working on the item. */
  | 'ResourceExhausted'
  | 'Unknown';

/** Why an attempt at an item failed. */
export interface AttemptFailure {
  readonly errorType: ErrorType;
  readonly message: string;
  /** Label of the step that failed; undefined if no step did. */
  readonly step?: string;
  readonly durationMs?: number;
  /** Name of the agent that worked on it. */
  readonly agent?: string;
  /** Why claude was not asked to resolve the item's merge conflict; undefined if it was. */
  readonly mergeLacks?: 'key' | 'command';
  /** A limit of `timeout_config` was exceeded; its `timeout_action` applies. */
  readonly outOfTime?: true;
}

export type JournalEntry =
  /** A step of a leader phase is done; `head` is the checkout's commit, `variables` those that later steps may read. */
  | {
      readonly type: 'step';
      readonly phase: LeaderPhase;
      /** 0-based index of the finished step. */
      readonly index: number;
      readonly head: string;
      /** The checkout's commit before the step; absent if it was skipped. */
      readonly start?: string;
      /** Snapshot commit that the next leader starts from; null if the checkout was too large to snapshot. */
      readonly checkpoint: string | null;
      readonly variables: Readonly<Record<string, unknown>>;
      /** Model usage of the step, only in journals of versions that have no `usage` entries. */
      readonly usage?: Usage;
    }
  /** A leader phase, or map, is done. */
  | { readonly type: 'phase'; readonly phase: LeaderPhase | 'map' }
  /** Not everything that setup left could be snapshotted: the next leader starts from what items get. */
  | { readonly type: 'setup'; readonly checkpoint: string }
  /**
   * A page of the list of items, which is made once. If a leader is killed before the last page, the list is incomplete
   * and the next one begins again at 0.
   */
  | {
      readonly type: 'items';
      readonly items: readonly Item[];
      /** Number of items on earlier pages. Default: 0. */
      readonly from?: number;
      /** Another page follows. Default: false. */
      readonly more?: boolean;
    }
  /** An attempt at an item failed; the item is retried. */
  | {
      readonly type: 'attempt';
      readonly item: string;
      /** Number of the attempt, from 1. */
      readonly attempt: number;
      readonly failure: AttemptFailure;
      /** Milliseconds from this entry until the retry. */
      readonly retryInMs: number;
    }
  /** An item reached its final outcome. */
  | {
      readonly type: 'item';
      readonly item: string;
      readonly outcome: ItemOutcome;
      /** Number of the attempt that counted, from 1. */
      readonly attempt: number;
      /** Commit of the attempt, for `merged`. */
      readonly commit?: string;
      /** Why it is dead or skipped. */
      readonly reason?: string;
      /** The same in detail; absent in journals of earlier versions. */
      readonly failure?: AttemptFailure;
      readonly durationMs?: number;
      /** Model usage of all its attempts; undefined if no model was called. */
      readonly usage?: Usage;
    }
  /** Model usage of the leader, written as soon as it is known; each id counts once. */
  | { readonly type: 'usage'; readonly id: string; readonly usage: Usage }
  /** The result commit was made; from here on it is only pushed. */
  | { readonly type: 'result'; readonly commit: string }
  /** The pull request for the result was opened, or why not. Written only by the workspace server. */
  | { readonly type: 'pull_request'; readonly url?: string; readonly problem?: string }
  /** The run had ended and continues. Written only by the workspace server. */
  | ({ readonly type: 'reopened' } & Reopening)
  /** Dead letters are retried on request while the run continues. */
  | { readonly type: 'retried'; readonly items: readonly string[] }
  /** Dead letters were purged; their items stay dead. */
  | {
      readonly type: 'purged';
      /** A request with the same id counts once. Default: none, each counts. */
      readonly id?: string;
      /** Default: every dead letter. */
      readonly items?: readonly string[];
    }
  /** The run is over, until it is reopened. */
  | {
      readonly type: 'finished';
      readonly outcome: RunOutcome;
      readonly reason?: string;
      /** Model usage of a failed step, only in journals of versions that have no `usage` entries. */
      readonly usage?: Usage;
    };

/**
 * `complete`: everything ran, and the result is at origin (or on the local branch) or there was nothing to publish.
 * `unpublished`: everything ran, but origin refused the push. `failed`: a phase failed. `refused`: the run could not
 * start. `cancelled`: someone stopped it.
 */
export type RunOutcome = 'complete' | 'unpublished' | 'failed' | 'refused' | 'cancelled';

/** A journal entry as stored. */
export interface StampedEntry {
  /** Milliseconds since 1970 by the writer's clock. */
  readonly at: number;
  readonly entry: JournalEntry;
}
