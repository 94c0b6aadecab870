import type { Server } from 'node:http';
import type { Clock } from '../ports/clock';
import type { Fence } from './fence';

/** Milliseconds that what a leader asked for may still take; the kubelet's own grace period is 30 s. */
const GRACE_MS = 20_000;

/**
 * Stop the server: take no more calls, let the leader's call in hand finish, then drop what is left.
 * @param giveUp ends what takes too long.
 */
export async function shutDown(
  server: Server,
  fence: Fence | undefined,
  clock: Clock,
  giveUp: AbortController,
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const done = new AbortController();
  const idle = fence?.alone(async () => {}) ?? Promise.resolve();
  await Promise.race([idle, clock.sleep(GRACE_MS, done.signal)]);
  done.abort();
  giveUp.abort();
  // Answers that are written already go out before their connections are dropped.
  await Promise.race([closed, clock.sleep(100)]);
  server.closeAllConnections();
  await closed;
}
