import { Queue } from 'bullmq';
import { queueName, requestsKey } from '../../../contract/queue';
import type { Log } from '../../ports/log';
import { connectRedis, type RedisAddress } from './redis-connection';

/**
 * Remove every key of a run's queue from a shared Redis. If that fails, the run has ended all the same: the log names
 * the keys that are left.
 */
export async function forgetQueue(runId: string, prefix: string, address: RedisAddress, log: Log): Promise<void> {
  const redis = connectRedis(address, log);
  try {
    // A queue would wait for ever for a Redis that is gone; a plain command fails.
    await redis.ping();
    await redis.del(requestsKey(prefix, runId));
    await obliterate(new Queue(queueName(runId), { connection: redis, prefix, skipVersionCheck: true }));
  } catch (error) {
    log.warn(`keys ${prefix}:${queueName(runId)}:* are left in Redis: ${(error as Error).message}`);
  } finally {
    redis.disconnect();
  }
}

async function obliterate(queue: Queue): Promise<void> {
  queue.on('error', () => undefined);
  try {
    await queue.obliterate({ force: true });
  } finally {
    await queue.close().catch(() => undefined);
  }
}
