import type { Reopening } from './reopening';
import type { Usage } from './usage';

/**
 * The run's journal: what has happened for good, one JSON object per line, on the workspace claim (or under
 * `~/.prodigy` for a local run). Appended by the workspace server; entries of the leader carry its fencing number.
 */

/** Phases whose steps the leader runs in its own checkout. */
export type LeaderPhase = 'commands' | 'setup' | 'reduce' | 'merge';

/** One work item. Ids are `item_0` … in the order of the list, as Prodigy names them. */
export interface Item {
  readonly id: string;
  readonly data: unknown;
}

/**
 * Where an item ended. `merged` and `unchanged` count as successful, `dead` as failed; `skipped` failed too, and is left
 * out since the workflow says so.
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
  /** Agents died under the item, one after the other. */
  | 'ResourceExhausted'
  | 'Unknown';

/** Why an attempt at an item failed. */
export interface AttemptFailure {
  readonly errorType: ErrorType;
  readonly message: string;
  /** Label of the step that failed; undefined where it was none. */
  readonly step?: string;
  readonly durationMs?: number;
  /** Name of the agent that worked on it. */
  readonly agent?: string;
  /** What was missing for claude to be asked to merge an item that conflicts; undefined where it was asked. */
  readonly mergeLacks?: 'key' | 'command';
  /** A limit of `timeout_config` was exceeded: its `timeout_action` decides. */
  readonly outOfTime?: true;
}

export type JournalEntry =
  /** A step of a leader phase is done; `head` is the checkout's commit, `variables` what later steps may read. */
  | {
      readonly type: 'step';
      readonly phase: LeaderPhase;
      /** 0-based index of the finished step. */
      readonly index: number;
      readonly head: string;
      /** The checkout's commit before the step; absent where it was skipped. */
      readonly start?: string;
      /** Snapshot commit that a next leader starts from; null where the checkout was too large to carry. */
      readonly checkpoint: string | null;
      readonly variables: Readonly<Record<string, unknown>>;
      /** What models took for it, in journals of versions without entries of their own for that. */
      readonly usage?: Usage;
    }
  /** A leader phase is done as a whole. */
  | { readonly type: 'phase'; readonly phase: LeaderPhase | 'map' }
  /** Not all that setup left could be carried: a next leader starts from what items have. */
  | { readonly type: 'setup'; readonly checkpoint: string }
  /**
   * A page of the list of items, which is made once. A leader that was killed before the last page leaves no list: the
   * next one begins again at 0.
   */
  | {
      readonly type: 'items';
      readonly items: readonly Item[];
      /** Number of items on the pages before. Default: 0. */
      readonly from?: number;
      /** Another page follows. Default: false. */
      readonly more?: boolean;
    }
  /** An attempt at an item failed, and the item is tried again. */
  | {
      readonly type: 'attempt';
      readonly item: string;
      /** Number of the attempt, from 1. */
      readonly attempt: number;
      readonly failure: AttemptFailure;
      /** Milliseconds from this entry until it is tried again. */
      readonly retryInMs: number;
    }
  /** An item has reached its end. */
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
      /** The same in detail. Journals of earlier versions lack it. */
      readonly failure?: AttemptFailure;
      readonly durationMs?: number;
      /** What models took for it, all its attempts included; undefined where none was called. */
      readonly usage?: Usage;
    }
  /** What calls of models by the leader took, told as soon as it is known; an id counts once. */
  | { readonly type: 'usage'; readonly id: string; readonly usage: Usage }
  /** The result commit was made; from here on it is only pushed. */
  | { readonly type: 'result'; readonly commit: string }
  /** The pull request of the result is open, or why it is not. Written by the workspace server alone. */
  | { readonly type: 'pull_request'; readonly url?: string; readonly problem?: string }
  /** The run had ended and goes on. Written by the workspace server alone. */
  | ({ readonly type: 'reopened' } & Reopening)
  /** Dead letters are tried again, since somebody asked for it while the run goes on. */
  | { readonly type: 'retried'; readonly items: readonly string[] }
  /** Dead letters were removed for good: the items stay dead. */
  | {
      readonly type: 'purged';
      /** What is taken over twice counts once. Default: it is never. */
      readonly id?: string;
      /** Default: every dead letter. */
      readonly items?: readonly string[];
    }
  /** The run is over, until it is reopened. */
  | {
      readonly type: 'finished';
      readonly outcome: RunOutcome;
      readonly reason?: string;
      /** What models took for a step that failed, in journals of versions without entries of their own for that. */
      readonly usage?: Usage;
    };

/**
 * `complete`: everything ran and the result is at origin (or the local branch), or there was nothing to publish.
 * `unpublished`: everything ran, origin refused the push. `failed`: a phase failed. `refused`: the run could not
 * start. `cancelled`: someone stopped it.
 */
export type RunOutcome = 'complete' | 'unpublished' | 'failed' | 'refused' | 'cancelled';

/** A journal entry as stored. */
export interface StampedEntry {
  /** Milliseconds since 1970 at the writer. */
  readonly at: number;
  readonly entry: JournalEntry;
}
