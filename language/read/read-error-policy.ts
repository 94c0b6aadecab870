import type { z } from 'zod';
import { DEFAULT_BREAKER } from '../model/defaults';
import { type errorPolicy, policyKeys } from '../schema/error-policy';
import type { mapReduceFile } from '../schema/workflow-file';
import type { CircuitBreaker, ErrorCollection, ErrorPolicy } from '../workflow';
import { milliseconds, readItemRetry } from './read-retry';
import type { Reading } from './reading';

type RawPolicy = z.output<typeof errorPolicy>;

/** `error_policy`, and those of its keys that are at the top level of the file instead. */
export function readErrorPolicy({ report }: Reading, file: z.output<typeof mapReduceFile>): ErrorPolicy {
  const own = file.error_policy ?? {};
  const twice = Object.keys(policyKeys).filter((key) => Object.hasOwn(own, key) && Object.hasOwn(file, key));
  for (const key of twice)
    report.error(`'${key}' must be given once, got it in 'error_policy' too: remove one`, [key], 'key');
  const raw: RawPolicy = { ...file, ...own };
  return {
    onItemFailure: raw.on_item_failure ?? 'dlq',
    continueOnFailure: raw.continue_on_failure ?? true,
    maxFailures: raw.max_failures,
    failureThreshold: raw.failure_threshold,
    errorCollection: collectionOf(raw.error_collection),
    circuitBreaker: own.circuit_breaker && breakerOf(own.circuit_breaker),
    retry: own.retry_config && readItemRetry(own.retry_config),
  };
}

function collectionOf(raw: RawPolicy['error_collection'] = 'aggregate'): ErrorCollection {
  if (typeof raw === 'object') return { batchSize: raw.batched.size };
  return raw === 'aggregate' || raw === 'immediate' ? raw : { batchSize: Number(raw.slice('batched:'.length)) };
}

const breakerOf = (raw: NonNullable<RawPolicy['circuit_breaker']>): CircuitBreaker => ({
  failureThreshold: raw.failure_threshold ?? DEFAULT_BREAKER.failureThreshold,
  successThreshold: raw.success_threshold ?? DEFAULT_BREAKER.successThreshold,
  timeoutMs: milliseconds('timeout', raw.timeout) ?? DEFAULT_BREAKER.timeoutMs,
  halfOpenRequests: raw.half_open_requests ?? DEFAULT_BREAKER.halfOpenRequests,
});
