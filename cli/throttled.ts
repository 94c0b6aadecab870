import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from './kube-error';

/** Number of attempts while the API server is too busy. */
const TRIES = 5;
/** First delay in milliseconds if the API server names none; doubled each time. */
const FIRST_MS = 500;
/** Maximum delay in milliseconds, whatever the API server asks for: a person is waiting. */
const LONGEST_MS = 15_000;

/** HTTP status Too Many Requests. */
export const THROTTLED = 429;

/**
 * Retry while the API server is too busy: after the delay that it asks for, else with exponential backoff.
 * @param pause waits this many milliseconds.
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

/** `Retry-After` in milliseconds (the header is in seconds); undefined if there is none. */
function askedFor(error: unknown): number | undefined {
  const seconds = Number((error as { headers?: Record<string, string> }).headers?.['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}
