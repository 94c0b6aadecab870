import { Redis } from 'ioredis';
import type { Log } from '../../ports/log';

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly password?: string;
}

/** Longest pause between two attempts to connect, in milliseconds. */
const LONGEST_PAUSE_MS = 2000;

/**
 * A connection that comes back by itself for as long as it takes, and never sends a command twice: what was under way
 * when it broke is rejected, and its sender decides. (Left to itself ioredis would send it again, or with
 * `autoResendUnfulfilledCommands` off alone, leave its promise pending for ever.)
 */
export function connectRedis(address: RedisAddress, log: Log): Redis {
  const redis = new Redis({
    ...address,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(times * 100, LONGEST_PAUSE_MS),
  });
  redis.on('error', (error: Error) => log.warn(`Redis: ${error.message}`));
  return redis;
}
