import type { ErrorType } from './journal';

/* Items that failed for good, in the shape of Prodigy's dead letter queue: its key names, its time stamps. */

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
  /** First 16 hexadecimal digits of the SHA-256 of kind and text of the last failure: equal failures, equal signature. */
  readonly error_signature: string;
  readonly worktree_artifacts?: WorktreeArtifacts;
  /** Whether the failure looks like one that passes: trying again is worth it. */
  readonly reprocess_eligible: boolean;
  /** Whether somebody should look at it before it is tried again. */
  readonly manual_review_required: boolean;
}

/** One attempt that failed. */
export interface DeadLetterFailure {
  readonly attempt_number: number;
  readonly timestamp: string;
  readonly error_type: ErrorType;
  readonly error_message: string;
  /** Name of the agent; empty where it is not known. */
  readonly agent_id: string;
  /** Label of the step; empty where no step failed. */
  readonly step_failed: string;
  readonly duration_ms: number;
}

/** What an attempt left in the run's repository. */
export interface WorktreeArtifacts {
  readonly branch_name: string;
  readonly uncommitted_changes: boolean;
}

/** What is kept of a run's dead letters beside each of them. */
export interface DeadLetterIndex {
  readonly job_id: string;
  readonly items: readonly string[];
}
