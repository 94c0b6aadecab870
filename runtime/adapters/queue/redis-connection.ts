import { Redis, type RedisOptions } from 'ioredis';
import type { Log } from '../../ports/log';
import { silence } from './redis-silence';

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly password?: string;
  readonly username?: string;
  /** Default: false. */
  readonly tls?: boolean;
  /** Reads the password again, for connections that come back after it was rotated. Default: it never is. */
  readonly freshPassword?: () => Promise<string>;
  /** Milliseconds without an answer after which a connection is given up. Default: 20,000. */
  readonly silenceMs?: number;
}

/** Longer than a worker waits for an item; the node of a Redis may be gone without a trace. */
const SILENCE_MS = 20_000;
/** Pauses between two attempts to connect, in milliseconds. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;
const GROWTH = 1.1;

/**
 * Ask a Redis something once, over a connection of its own.
 * @throws Error naming the Redis where it cannot be reached, refuses, or what is asked fails.
 */
export async function withRedis<T>(address: RedisAddress, task: (redis: Redis) => Promise<T>): Promise<T> {
  const { host, port, username, password, tls } = address;
  const options = { host, port, username, password, tls: tls ? {} : undefined };
  const redis = new Redis({ ...options, lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  let fault: Error | undefined;
  redis.on('error', (error: Error) => {
    fault ??= error;
  });
  try {
    await redis.connect();
    return await task(redis);
  } catch (error) {
    throw new Error(silence(`${host}:${port}`, fault ?? (error as Error)));
  } finally {
    redis.disconnect();
  }
}

/**
 * A connection that comes back by itself for as long as it takes, and never sends a command twice: what was under way
 * when it broke is rejected, and its sender decides. (Left to itself ioredis would send it again, or with
 * `autoResendUnfulfilledCommands` off alone, leave its promise pending for ever.)
 */
export function connectRedis(address: RedisAddress, log: Log): Redis {
  const { silenceMs, tls, freshPassword, ...where } = address;
  let password = address.password;
  const refresh = (): void =>
    void freshPassword?.().then(
      (fresh) => (password = fresh),
      () => undefined,
    );
  const redis = new Redis({
    ...where,
    socketTimeout: silenceMs ?? SILENCE_MS,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    tls: tls ? {} : undefined,
    // Called as a method of the options that the next attempt is made from, of copies of this connection too.
    retryStrategy(this: RedisOptions | undefined, times) {
      if (this) this.password = password;
      refresh();
      return Math.min(FIRST_PAUSE_MS * GROWTH ** times, LONGEST_PAUSE_MS);
    },
  });
  redis.on('error', (error: Error) => log.warn(`Redis: ${error.message}`));
  return redis;
}
