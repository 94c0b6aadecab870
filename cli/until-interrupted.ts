import { constants } from 'node:os';
import type { Terminal } from './terminal';

/** Milliseconds after which another signal ends the program at once: longer than a step has to end gracefully. */
const PATIENCE = 15_000;

/** Signals that ask a program to stop: Ctrl-C, process managers, and a closed terminal. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Signal that `cancel --drain` sends to a local run. */
export const DRAIN_SIGNAL = 'SIGUSR2';

/** State of interruption by the user. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Fires on a request to start nothing more. */
  readonly draining: AbortSignal;
  /** Exit status, 128 and the number of the signal; undefined if there was none. */
  status(): number | undefined;
}

/**
 * Fires at the first signal. Exiting at the second would leave a step running.
 * @param say tells the user that the signal was received.
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

/** Follow something until it is over or a signal ends it; the exit status is then the signal's, as of any other program. */
export async function following(
  terminal: Pick<Terminal, 'setStatus'>,
  follow: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { signal, status } = untilInterrupted(() => undefined);
  await follow(signal);
  const interrupted = status();
  if (interrupted !== undefined) terminal.setStatus(interrupted);
}
