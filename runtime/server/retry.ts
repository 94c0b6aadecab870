import type { Clock } from '../ports/clock';
import type { Log } from '../ports/log';

/** Milliseconds before the first retry; doubled each time. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** Context of a retried call. */
export interface Patience {
  readonly clock: Clock;
  readonly log: Log;
  /** Fires when the server is to stop: then the last error is thrown. */
  readonly signal: AbortSignal;
}

/** Retry something until it succeeds, with growing pauses. @throws the last error once the signal fires. */
export async function untilDone<T>(what: string, task: () => Promise<T>, patience: Patience): Promise<T> {
  const { clock, log, signal } = patience;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await task();
    } catch (error) {
      if (signal.aborted) throw error;
      log.warn(`${what} failed, next try in ${pause} ms: ${(error as Error).message}`);
      await clock.sleep(pause, signal);
      if (signal.aborted) throw error;
    }
  }
}
