import { performance } from 'node:perf_hooks';
import type { Clock } from '../../ports/clock';

/**
 * The machine's time of day when this process started, and from there on a clock that nobody sets: a lease, a time limit
 * or a patience is as long as it is meant, also while the machine's clock is put forward or back.
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

/** The machine's time of day, whoever sets it: to be compared with the clocks of others. */
export const timeOfDay: Clock = { ...systemClock, now: () => Date.now() };
