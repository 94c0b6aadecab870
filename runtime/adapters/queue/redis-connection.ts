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
  /** Reads the password again, for reconnecting after it was rotated. Default: it is never rotated. */
  readonly freshPassword?: () => Promise<string>;
  /** Milliseconds without an answer after which a connection is dropped. Default: 20,000. */
  readonly silenceMs?: number;
}

/** Longer than a worker waits for an item; the node of a Redis may vanish without a trace. */
const SILENCE_MS = 20_000;
/** Pauses between attempts to connect, in milliseconds. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;
const GROWTH = 1.1;

/**
 * Run a single task against a Redis, over a connection of its own.
 * @throws Error naming the Redis if it cannot be reached, refuses, or the task fails.
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
 * A connection that reconnects for as long as it takes, and never sends a command twice: whatever was pending when it
 * broke is rejected, and the caller decides. (By default ioredis would resend it, or with
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
    // Called as a method of the options for the next attempt, including those of copies of this connection.
    retryStrategy(this: RedisOptions | undefined, times) {
      if (this) this.password = password;
      refresh();
      return Math.min(FIRST_PAUSE_MS * GROWTH ** times, LONGEST_PAUSE_MS);
    },
  });
  redis.on('error', (error: Error) => log.warn(`Redis: ${error.message}`));
  return redis;
}
