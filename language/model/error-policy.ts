import type { Retry } from './retry';

/** How failed items affect the run. */
export interface ErrorPolicy {
  readonly onItemFailure: OnItemFailure;
  /** Continue with other items after one has failed. */
  readonly continueOnFailure: boolean;
  /** Number of failed items that ends the run; undefined: no limit. */
  readonly maxFailures: number | undefined;
  /** Failed share of the finished items, from 0 to 1, that ends the run; undefined: no limit. */
  readonly failureThreshold: number | undefined;
  readonly errorCollection: ErrorCollection;
  readonly circuitBreaker: CircuitBreaker | undefined;
  /** Retry of items, for `retry`; undefined: the defaults. */
  readonly retry: Retry | undefined;
}

/**
 * `dlq`: add a dead letter and continue; `retry`: retry as `retry` says, then add a dead letter; `skip`: leave the item
 * out; `stop`: end the run.
 */
export type OnItemFailure = 'dlq' | 'retry' | 'skip' | 'stop';

/** When failures are reported: all at the end, each immediately, or in batches of this size. */
export type ErrorCollection = 'aggregate' | 'immediate' | { readonly batchSize: number };

/** Pauses the run while items keep failing. */
export interface CircuitBreaker {
  /** Consecutive failures that open it. */
  readonly failureThreshold: number;
  /** Consecutive successes that close it. */
  readonly successThreshold: number;
  /** Milliseconds that it stays open. */
  readonly timeoutMs: number;
  /** Items that may be tried after that. */
  readonly halfOpenRequests: number;
}
