import { z } from 'zod';
import { choice, mapping } from './mapping';
import { retryConfig } from './retry';
import { count, duration, flag, ratio } from './rules';

const COLLECTION_RULE = "'aggregate', 'immediate', 'batched:N' or {batched: {size: N}}";

const circuitBreaker = mapping('circuitBreaker', {
  failure_threshold: count.optional().describe('Failures in a row that open it. Default: 5.'),
  success_threshold: count.optional().describe('Successes that close it again. Default: 3.'),
  timeout: duration.optional().describe('How long it stays open. Default: 30s.'),
  half_open_requests: count.optional().describe('Items that may be tried after that. Default: 3.'),
});

/** Keys that a file may have at its top level as well as in `error_policy`. */
export const policyKeys = {
  on_item_failure: choice(['dlq', 'retry', 'skip', 'stop'])
    .optional()
    .describe('dlq: a dead letter; retry: again; skip: left out; stop: end the run. Default: dlq.'),
  continue_on_failure: flag.optional().describe('Go on with other items after one has failed. Default: true.'),
  max_failures: count.optional().describe('End the run when so many items have failed.'),
  failure_threshold: ratio.optional().describe('End the run when this part of the finished items has failed.'),
  error_collection: z
    .union(
      [
        z.string().regex(/^(aggregate|immediate|batched:[1-9]\d{0,8})$/, COLLECTION_RULE),
        mapping('errorCollection', { batched: mapping('batched', { size: count }) }),
      ],
      COLLECTION_RULE,
    )
    .optional()
    .describe('When failures are told: at the end, each at once, or so many together. Default: aggregate.'),
};

/** `error_policy`. */
export const errorPolicy = mapping('errorPolicy', {
  ...policyKeys,
  circuit_breaker: circuitBreaker.optional().describe('Pauses the run while everything fails.'),
  retry_config: retryConfig.optional().describe("How 'on_item_failure: retry' tries again."),
});
