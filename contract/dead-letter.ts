import type { ErrorType } from './journal';

/* Items that failed for good, in the shape of Prodigy's dead letter queue: its key names and timestamp format. */

/** One item that failed for good. */
export interface DeadLetter {
  readonly item_id: string;
  readonly item_data: unknown;
  /** When the first attempt that failed was recorded; ISO 8601. */
  readonly first_attempt: string;
  readonly last_attempt: string;
  readonly failure_count: number;
  /** In the order of the attempts. */
  readonly failure_history: readonly DeadLetterFailure[];
  /** First 16 hex digits of the SHA-256 of the last failure's kind and text: equal failures have equal signatures. */
  readonly error_signature: string;
  readonly worktree_artifacts?: WorktreeArtifacts;
  /** Whether the failure looks transient, so that a retry makes sense. */
  readonly reprocess_eligible: boolean;
  /** Whether somebody should look at it before a retry. */
  readonly manual_review_required: boolean;
}

/** One attempt that failed. */
export interface DeadLetterFailure {
  readonly attempt_number: number;
  readonly timestamp: string;
  readonly error_type: ErrorType;
  readonly error_message: string;
  /** Name of the agent; empty if unknown. */
  readonly agent_id: string;
  /** Label of the step; empty if no step failed. */
  readonly step_failed: string;
  readonly duration_ms: number;
}

/** What an attempt left in the run's repository. */
export interface WorktreeArtifacts {
  readonly branch_name: string;
  readonly uncommitted_changes: boolean;
}

/** Index of a run's dead letters, stored beside them. */
export interface DeadLetterIndex {
  readonly job_id: string;
  readonly items: readonly string[];
}
