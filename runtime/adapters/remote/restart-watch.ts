import { Route } from '../../../contract/workspace-api';
import type { WorkspaceClient } from './workspace-client';

type Watched = Pick<WorkspaceClient, 'once' | 'options'>;

/** Milliseconds between two health checks. */
const LOOK_EVERY_MS = 2000;
/** Timeout of a health check, in seconds. */
const LOOK_SECONDS = 3;

/**
 * Run something over a connection without a timeout of its own, such as git's, and abort it once the server has been
 * away and is back: otherwise its packets would go to a pod that is gone, for minutes.
 *
 * @param task receives the signal that aborts it.
 */
export async function untilServerRestarts<T>(
  client: Watched,
  task: (signal: AbortSignal) => Promise<T>,
  lookEveryMs = LOOK_EVERY_MS,
): Promise<T> {
  const restarted = new AbortController();
  const done = new AbortController();
  const watching = watch(client, done.signal, lookEveryMs).then((seen) => seen && restarted.abort());
  try {
    return await task(restarted.signal);
  } finally {
    done.abort();
    await watching;
  }
}

/** Resolves with true when the server was away and is back, with false when the signal fires. */
async function watch(client: Watched, stop: AbortSignal, everyMs: number): Promise<boolean> {
  let away = false;
  for (;;) {
    await client.options.clock.sleep(everyMs, stop);
    if (stop.aborted) return false;
    const call = { method: 'GET', route: Route.HEALTH, timeoutSeconds: LOOK_SECONDS } as const;
    const answers = await client.once(call).then(
      () => true,
      () => false,
    );
    if (answers && away) return !stop.aborted;
    away = !answers;
  }
}
