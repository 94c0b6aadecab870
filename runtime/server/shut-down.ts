import type { Server } from 'node:http';
import type { Clock } from '../ports/clock';
import type { Fence } from './fence';

/** Milliseconds for pending calls to finish; the kubelet's own grace period is 30 s. */
const GRACE_MS = 20_000;
/** Interval of closing connections whose call has been answered, in milliseconds: clients keep them open. */
const LOOK_MS = 50;

/**
 * Stop the server: accept no more calls, let pending ones finish (agents' pushes and the leader's calls), then drop the
 * rest.
 * @param giveUp aborts what takes too long.
 */
export async function shutDown(
  server: Server,
  fence: Fence | undefined,
  clock: Clock,
  giveUp: AbortController,
): Promise<void> {
  const done = new AbortController();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const answered = dropIdle(server, clock, done.signal, closed);
  const idle = fence?.alone(async () => {}) ?? Promise.resolve();
  await Promise.race([Promise.all([answered, idle]), clock.sleep(GRACE_MS, done.signal)]);
  done.abort();
  giveUp.abort();
  server.closeAllConnections();
  await closed;
}

/** Resolves once no connection is left. */
async function dropIdle(server: Server, clock: Clock, enough: AbortSignal, closed: Promise<void>): Promise<void> {
  let open = true;
  void closed.then(() => {
    open = false;
  });
  while (open && !enough.aborted) {
    server.closeIdleConnections();
    await Promise.race([closed, clock.sleep(LOOK_MS, enough)]);
  }
}
