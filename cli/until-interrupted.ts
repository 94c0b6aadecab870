import { constants } from 'node:os';

/** Milliseconds until an impatient signal ends the program at once: longer than a step has to end in peace. */
const PATIENCE = 15_000;

/** The signals that ask a program to stop: Ctrl-C, whoever ends processes, and a terminal that is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What `cancel --drain` tells a run of this machine with. */
export const DRAIN_SIGNAL = 'SIGUSR2';

/** Whether the user asked to stop. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Fires where somebody asked that nothing more be begun. */
  readonly draining: AbortSignal;
  /** Status to exit with, 128 and the number of the signal; undefined where none came. */
  status(): number | undefined;
}

/**
 * Fires at the first signal. Ending at the second would leave a step behind that has not ended yet.
 * @param say tells the user that the signal was heard.
 */
export function untilInterrupted(say: (line: string) => void): Interruption {
  const controller = new AbortController();
  const draining = new AbortController();
  let status: number | undefined;
  const stop = (name: NodeJS.Signals): void => {
    if (status !== undefined) return;
    status = 128 + constants.signals[name];
    say('interrupted: waiting for the steps to end');
    controller.abort();
    setTimeout(() => {
      for (const signal of SIGNALS) process.off(signal, stop);
    }, PATIENCE).unref();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  process.on(DRAIN_SIGNAL, () => {
    if (!draining.signal.aborted) say('draining: nothing more is begun; waiting for the steps and items at work');
    draining.abort();
  });
  return { signal: controller.signal, draining: draining.signal, status: () => status };
}
