const controller = new AbortController();

/** Throw if this program was told to stop. Called before each step of a start, so that it can be undone cleanly. */
export const throwIfInterrupted = (): void => controller.signal.throwIfAborted();

/** From now on, a signal to stop does not end this program but makes the next step throw. */
export function deferInterruption(): void {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => controller.abort(new Error(`'cluster:up' must not be interrupted, got ${name}`)));
}
