import type { AttemptFailure } from '../../../contract/journal';
import { DEFAULT_RETRY } from '../../../language/model/defaults';
import type { MapReduceWorkflow, Retry } from '../../../language/workflow';
import { pauseAfter } from '../backoff';

/** What follows a failed attempt: a retry after a pause, or the item's end. */
export type Verdict = { readonly retryInMs: number } | { readonly outcome: 'dead' | 'skipped' };

/**
 * What the workflow says about an item whose attempt failed.
 * @param execution number of the item's failures, including this one.
 * @param chance from 0 to 1, for the jitter of a pause.
 */
export function verdictOn(
  failure: AttemptFailure,
  execution: number,
  { errorPolicy, map }: MapReduceWorkflow,
  chance: number,
): Verdict {
  const { onItemFailure, retry = DEFAULT } = errorPolicy;
  if (failure.outOfTime && map.timeout.action === 'skip') return { outcome: 'skipped' };
  if (failure.outOfTime && map.timeout.action === 'fail') return { outcome: 'dead' };
  if (onItemFailure === 'skip') return { outcome: 'skipped' };
  const mayRetry = onItemFailure === 'retry' && failure.errorType !== 'ResourceExhausted';
  if (mayRetry && execution < retry.attempts) return { retryInMs: pauseAfter(execution, retry, chance) };
  return { outcome: 'dead' };
}

/** For `on_item_failure: retry` without `retry_config`. */
const DEFAULT: Retry = {
  attempts: DEFAULT_RETRY.attempts,
  backoff: { kind: 'exponential', initialMs: DEFAULT_RETRY.initialMs, base: DEFAULT_RETRY.base },
  maxDelayMs: DEFAULT_RETRY.maxDelayMs,
  jitter: 0,
};
