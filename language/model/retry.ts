/** How often, and after which delays, a failed step or item is retried. */
export interface Retry {
  /** Total number of executions, including the first. */
  readonly attempts: number;
  readonly backoff: Backoff;
  /** Longest delay; undefined: no limit. */
  readonly maxDelayMs: number | undefined;
  /** Random share by which each delay varies, from 0 (none) to 1. */
  readonly jitter: number;
}

/**
 * The delay before execution n + 1, for n = 1, 2, …: `fixed` delay; `linear` initial + (n − 1) × increment;
 * `exponential` initial × base^(n − 1); `fibonacci` initial × the n-th of 1, 1, 2, 3, 5, …; `custom` the n-th of the
 * list, then its last.
 */
export type Backoff =
  | { readonly kind: 'fixed'; readonly delayMs: number }
  | { readonly kind: 'linear'; readonly initialMs: number; readonly incrementMs: number }
  | { readonly kind: 'exponential'; readonly initialMs: number; readonly base: number }
  | { readonly kind: 'fibonacci'; readonly initialMs: number }
  | { readonly kind: 'custom'; readonly delaysMs: readonly number[] };

/** `retry` of a step. */
export interface StepRetry extends Retry {
  /** Failures to retry; empty: all. */
  readonly retryOn: readonly RetryCause[];
  /** Total time for all executions and delays in milliseconds; undefined: no limit. */
  readonly budgetMs: number | undefined;
  /** What happens after the last execution has failed. */
  readonly onFailure: FinalFailure;
}

/** A kind of failure recognized by its output, or a regular expression for it. */
export type RetryCause = 'network' | 'timeout' | 'server_error' | 'rate_limit' | { readonly pattern: string };

/** Fail, continue as if the step had succeeded, or continue if this shell command succeeds in its place. */
export type FinalFailure = 'stop' | 'continue' | { readonly fallback: string };
