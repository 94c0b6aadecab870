import { performance } from 'node:perf_hooks';
import type { Clock } from '../../ports/clock';

/**
 * The machine's time of day at process start, advanced by a monotonic clock: a lease, timeout or grace period keeps its
 * length even if the machine's clock is set forward or back.
 */
export const systemClock: Clock = {
  now: () => Math.round(performance.timeOrigin + performance.now()),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal?.addEventListener('abort', end, { once: true });
    }),
};

/** The machine's wall clock, including adjustments: for comparison with the clocks of others. */
export const timeOfDay: Clock = { ...systemClock, now: () => Date.now() };
