import type { Clock } from '../../ports/clock';
import type { Log } from '../../ports/log';
import { connectRedis, type RedisAddress } from './redis-connection';
import { isUntrusted, silence } from './redis-silence';

/** How Redis says that user name or password are wrong, or lack permissions. */
export const REFUSED = /^(WRONGPASS|NOAUTH|NOPERM|ERR (AUTH|invalid password))/;

/** Milliseconds between two attempts. */
const PAUSE_MS = 2000;

/** How long to wait for an existing Redis, in seconds. */
export interface RedisPatience {
  /** If it refuses us, or we do not trust it: a rotated key reaches the pod with the kubelet's next sync. */
  readonly refusedSeconds: number;
  /** If it does not answer. */
  readonly silentSeconds: number;
}

/**
 * Wait until a Redis answers.
 * @param address read again for each attempt.
 * @throws Error if it refuses, or is silent, for longer than `patience` allows.
 */
export async function greetRedis(
  address: () => Promise<RedisAddress>,
  patience: RedisPatience,
  setting: { readonly clock: Clock; readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
  const { clock, log, signal } = setting;
  const start = clock.now();
  for (;;) {
    const current = await address();
    const error = await ping(current, log);
    if (error === undefined || signal.aborted) return;
    const where = `${current.host}:${current.port}`;
    const refused = REFUSED.test(error.message);
    const limit = refused || isUntrusted(error) ? patience.refusedSeconds : patience.silentSeconds;
    if (clock.now() - start >= limit * 1000)
      throw new Error(refused ? refusal(where, current, error) : silence(where, error));
    await clock.sleep(PAUSE_MS, signal);
  }
}

async function ping(address: RedisAddress, log: Log): Promise<Error | undefined> {
  const redis = connectRedis(address, log);
  let fault: Error | undefined;
  redis.on('error', (error: Error) => {
    fault ??= error;
  });
  try {
    await redis.ping();
    return undefined;
  } catch (error) {
    return REFUSED.test((error as Error).message) ? (error as Error) : (fault ?? (error as Error));
  } finally {
    redis.disconnect();
  }
}

function refusal(where: string, { username, password }: RedisAddress, error: Error): string {
  const who = `user ${username ?? 'default'} ${password === undefined ? 'without a password' : 'with its password'}`;
  return `Redis at ${where} must accept ${who}: ${error.message}`;
}
