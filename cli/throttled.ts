import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from './kube-error';

/** How often a call is made that the API server is too busy for. */
const TRIES = 5;
/** Milliseconds of the first pause where the API server names none; each is twice as long as the one before. */
const FIRST_MS = 500;
/** Milliseconds of the longest pause, whatever the API server asks for: a person waits. */
const LONGEST_MS = 15_000;

/** Too Many Requests. */
export const THROTTLED = 429;

/**
 * Call again, later, where the API server is too busy: after as long as it asks for, else after pauses that grow.
 * @param pause waits so many milliseconds.
 */
export async function unlessThrottled<T>(
  call: () => Promise<T>,
  pause: (ms: number) => Promise<unknown> = sleep,
): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await call();
    } catch (error) {
      if (codeOf(error) !== THROTTLED || failures + 1 >= TRIES) throw error;
      await pause(Math.min(askedFor(error) ?? FIRST_MS * 2 ** failures, LONGEST_MS));
    }
  }
}

/** Milliseconds of `Retry-After`, which is in seconds; undefined where there is none. */
function askedFor(error: unknown): number | undefined {
  const seconds = Number((error as { headers?: Record<string, string> }).headers?.['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}
