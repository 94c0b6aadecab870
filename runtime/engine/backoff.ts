import type { Backoff, Retry } from '../../language/workflow';

/**
 * Milliseconds to wait after execution number `execution` (from 1) has failed: given by the backoff, randomized within
 * `jitter`, and never more than `maxDelayMs`.
 * @param chance from 0 (the shortest pause) to 1 (the longest).
 */
export function pauseAfter(execution: number, retry: Omit<Retry, 'attempts'>, chance: number): number {
  const { backoff, jitter, maxDelayMs = Number.MAX_SAFE_INTEGER } = retry;
  const pause = Math.min(plainPause(execution, backoff), maxDelayMs);
  return Math.round(Math.min(pause * (1 + jitter * (2 * chance - 1)), maxDelayMs));
}

function plainPause(execution: number, backoff: Backoff): number {
  switch (backoff.kind) {
    case 'fixed':
      return backoff.delayMs;
    case 'linear':
      return backoff.initialMs + (execution - 1) * backoff.incrementMs;
    case 'exponential':
      return backoff.initialMs * backoff.base ** (execution - 1);
    case 'fibonacci':
      return backoff.initialMs * fibonacci(execution);
    case 'custom':
      return backoff.delaysMs[Math.min(execution, backoff.delaysMs.length) - 1] ?? 0;
  }
}

/** The n-th Fibonacci number (1, 1, 2, 3, 5, …); capped where it exceeds any possible time. */
function fibonacci(n: number): number {
  let [before, current] = [0, 1];
  for (let index = 1; index < Math.min(n, 78); index += 1) [before, current] = [current, before + current];
  return current;
}
