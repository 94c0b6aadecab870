import type { Redis } from 'ioredis';
import type { DeadLetter } from '../../../contract/dead-letter';
import { queueName } from '../../../contract/queue';
import { deadLetter } from '../../engine/dead-letters';
import { failedAttempts, parsed } from './failure-traces';

/** Number of jobs per read. */
const PAGE = 1000;
/** Fields of a job that a dead letter is made from. */
const FIELDS = ['data', 'failedReason', 'ats', 'finishedOn', 'stacktrace'] as const;

/**
 * The items of a run whose last attempt failed, as stored in its queue, in order of failure. The queue does not know
 * whether the leader will retry one. Items too large for the queue are listed without their data.
 */
export async function queuedLetters(redis: Redis, prefix: string, runId: string): Promise<readonly DeadLetter[]> {
  const key = (name: string): string => `${prefix}:${queueName(runId)}:${name}`;
  const ids = await redis.zrange(key('failed'), '0', '-1');
  const letters: DeadLetter[] = [];
  for (let start = 0; start < ids.length; start += PAGE) {
    const page = ids.slice(start, start + PAGE);
    const pipeline = redis.pipeline();
    for (const id of page) pipeline.hmget(key(id), ...FIELDS);
    const answers = (await pipeline.exec()) ?? [];
    for (const [index, [error, fields]] of answers.entries()) {
      if (error) throw error;
      letters.push(...letterIn(page[index] as string, fields as (string | null)[]));
    }
  }
  return letters;
}

/** None if the job was removed or retried meanwhile. */
function letterIn(id: string, [data, reason, starts, finishedOn, traces]: readonly (string | null)[]): DeadLetter[] {
  if (reason == null) return [];
  const payload = Object(parsed(data ?? '')) as { readonly data?: unknown };
  const end = { reason, attempt: Number(starts) || 1, at: Number(finishedOn) || 0 };
  return [deadLetter(id, payload.data, failedAttempts(traces, end))];
}
