import { Job, type Worker } from 'bullmq';
import type { Redis } from 'ioredis';

/** The job in the answer to a result, locked with the result's token; undefined if there is none. */
export function jobIn<T>(answer: unknown, worker: Worker<T>): Job<T> | undefined {
  const [json, id] = Array.isArray(answer) ? answer : [];
  return json ? Job.fromJSON<T>(worker, json, id) : undefined;
}

/**
 * The job that is locked with a token: it came with an answer that was lost on its way, so nobody else would renew its
 * lock.
 */
export async function jobLockedWith<T>(token: string, worker: Worker<T>, redis: Redis): Promise<Job<T> | undefined> {
  const active = await redis.lrange(worker.toKey('active'), 0, -1);
  if (active.length === 0) return undefined;
  const tokens = await redis.mget(active.map((id) => worker.toKey(`${id}:lock`)));
  const id = active.find((_, index) => tokens[index] === token);
  return id === undefined ? undefined : Job.fromId<T>(worker, id);
}
