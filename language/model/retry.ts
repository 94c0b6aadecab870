/** How often, and after which pauses, something that failed is tried again. */
export interface Retry {
  /** Executions in all, the first included. */
  readonly attempts: number;
  readonly backoff: Backoff;
  /** Longest pause; undefined: no bound. */
  readonly maxDelayMs: number | undefined;
  /** Part of each pause that chance may add or take away, from 0 (none) to 1. */
  readonly jitter: number;
}

/**
 * The pause before execution n + 1, for n = 1, 2, …: `fixed` delay; `linear` initial + (n − 1) × increment;
 * `exponential` initial × base^(n − 1); `fibonacci` initial × the n-th of 1, 1, 2, 3, 5, …; `custom` the n-th of the
 * list, then the last.
 */
export type Backoff =
  | { readonly kind: 'fixed'; readonly delayMs: number }
  | { readonly kind: 'linear'; readonly initialMs: number; readonly incrementMs: number }
  | { readonly kind: 'exponential'; readonly initialMs: number; readonly base: number }
  | { readonly kind: 'fibonacci'; readonly initialMs: number }
  | { readonly kind: 'custom'; readonly delaysMs: readonly number[] };

/** `retry` of a step. */
export interface StepRetry extends Retry {
  /** Failures that are worth another try; empty: every failure. */
  readonly retryOn: readonly RetryCause[];
  /** Milliseconds that all executions and pauses may take together; undefined: no limit. */
  readonly budgetMs: number | undefined;
  /** Once the executions are used up. */
  readonly onFailure: FinalFailure;
}

/** A kind of failure by what the output says, or a regular expression for it. */
export type RetryCause = 'network' | 'timeout' | 'server_error' | 'rate_limit' | { readonly pattern: string };

/** Fail, go on as if the step had succeeded, or go on if this shell command succeeds in its place. */
export type FinalFailure = 'stop' | 'continue' | { readonly fallback: string };
