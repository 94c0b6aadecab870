import type { Retry } from './retry';

/** What failed items mean for the run. */
export interface ErrorPolicy {
  readonly onItemFailure: OnItemFailure;
  /** Go on with other items after one has failed. */
  readonly continueOnFailure: boolean;
  /** End the run when so many items have failed; undefined: no such limit. */
  readonly maxFailures: number | undefined;
  /** End the run when this part of the finished items, from 0 to 1, has failed; undefined: no such limit. */
  readonly failureThreshold: number | undefined;
  readonly errorCollection: ErrorCollection;
  readonly circuitBreaker: CircuitBreaker | undefined;
  /** Of items, with `retry`; undefined: its defaults. */
  readonly retry: Retry | undefined;
}

/**
 * `dlq`: keep it as a dead letter and go on; `retry`: again as `retry` says, then a dead letter; `skip`: leave it out;
 * `stop`: end the run.
 */
export type OnItemFailure = 'dlq' | 'retry' | 'skip' | 'stop';

/** When failures are told: at the end, each at once, or so many together. */
export type ErrorCollection = 'aggregate' | 'immediate' | { readonly batchSize: number };

/** Pauses the run while everything fails. */
export interface CircuitBreaker {
  /** Failures in a row that open it. */
  readonly failureThreshold: number;
  /** Successes that close it again. */
  readonly successThreshold: number;
  /** Milliseconds that it stays open. */
  readonly timeoutMs: number;
  /** Items that may be tried after that. */
  readonly halfOpenRequests: number;
}
