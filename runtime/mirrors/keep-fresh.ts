import type { Mutex } from '../adapters/mutex';
import type { Clock } from '../ports/clock';
import type { Log } from '../ports/log';
import type { CacheMetrics } from './cache-metrics';
import type { Mirror } from './mirror';

export interface Freshness {
  /** Seconds between refreshes from origin. */
  readonly refreshSeconds: number;
  /** Shared by mirrors that must not be refreshed at the same time. */
  readonly lane: Mutex;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: CacheMetrics;
  /** Fires when the program is to stop. */
  readonly signal: AbortSignal;
}

/** Milliseconds before the first retry; doubled each time. */
const FIRST_PAUSE_MS = 5000;
/** Never gives up: a refused token may be rotated, a full claim may be enlarged. */
const LONGEST_PAUSE_MS = 10 * 60_000;

const FULL = /No space left on device|Disk quota exceeded/i;

/** Refresh a mirror periodically; a failure is logged and retried with growing pauses. */
export async function keepFresh(mirror: Mirror, freshness: Freshness): Promise<void> {
  const { lane, clock, log, signal } = freshness;
  let pause = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    const error = await lane.run(async () => (signal.aborted ? null : look(mirror, freshness)));
    if (signal.aborted) return;
    if (error) log.error(`${problem(error, mirror)}; next try in ${pause / 1000} s`);
    await clock.sleep(error ? pause : freshness.refreshSeconds * 1000, signal);
    pause = error ? Math.min(2 * pause, LONGEST_PAUSE_MS) : FIRST_PAUSE_MS;
  }
}

/** @returns why the refresh failed; null if it succeeded. */
async function look(mirror: Mirror, { clock, metrics, signal }: Freshness): Promise<Error | null> {
  const begin = clock.now();
  const error = await mirror.refresh(signal).then(
    () => null,
    (failure: Error) => failure,
  );
  if (!signal.aborted) metrics.refreshed(mirror, error === null, clock.now() - begin);
  return error;
}

function problem({ message }: Error, mirror: Mirror): string {
  const served = mirror.isThere ? 'its last good state is served' : 'runs clone it from origin';
  if (FULL.test(message))
    return `the claim is full, so ${mirror.name} is not refreshed and ${served}: enlarge the claim`;
  return `${mirror.name} is not refreshed, ${served}: ${message.trim().replace(/\s*\n\s*/g, '; ')}`;
}
