import { Queue, Worker } from 'bullmq';
import { systemClock } from '../../runtime/adapters/clock/system-clock';
import { LineLog } from '../../runtime/adapters/log/line-log';
import { BullmqQueue } from '../../runtime/adapters/queue/bullmq-queue';
import { RedisServer } from '../../test/runtime/adapters/queue/redis-server';

export interface QueueRate {
  readonly name: string;
  readonly perSecond: number;
}

type Address = RedisServer['address'];

/**
 * Have one consumer take jobs that do nothing from a real Redis, one at a time. Adding them is not measured.
 * @returns ours, then BullMQ's.
 */
export async function measureQueues(jobs: number): Promise<readonly [QueueRate, QueueRate]> {
  const redis = await RedisServer.start();
  try {
    return [
      { name: 'work queue', perSecond: jobs / (await ours(redis.address, jobs)) },
      { name: 'BullMQ alone', perSecond: jobs / (await bare(redis.address, jobs)) },
    ];
  } finally {
    await redis.remove();
  }
}

/** @returns seconds. */
async function ours(redis: Address, jobs: number): Promise<number> {
  const queue = new BullmqQueue({
    ...{ runId: 'bench', redis, lockSeconds: 30, clock: systemClock },
    log: new LineLog((line) => process.stderr.write(`${line}\n`)),
    findItem: () => Promise.reject(new Error('every item travels in the queue')),
  });
  await queue.add(
    Array.from({ length: jobs }, (_, index) => ({ id: `item_${index}`, data: index })),
    jobs,
  );
  const stop = new AbortController();
  let left = jobs;
  const began = performance.now();
  await queue.take(
    async ({ attempt }) => {
      left -= 1;
      // Lets the last job's result be sent first.
      if (left === 0) setImmediate(() => stop.abort());
      return { attempt, commit: null, durationMs: 0 };
    },
    new AbortController().signal,
    stop.signal,
  );
  const seconds = (performance.now() - began) / 1000;
  await queue.close();
  return seconds;
}

/** @returns seconds. */
async function bare(connection: Address, jobs: number): Promise<number> {
  const queue = new Queue('bare', { connection });
  const opts = { attempts: 1, removeOnComplete: false };
  for (let start = 0; start < jobs; start += 1000)
    await queue.addBulk(
      Array.from({ length: Math.min(1000, jobs - start) }, (_, index) => ({
        name: 'item',
        data: { data: index },
        opts,
      })),
    );
  let left = jobs;
  const began = performance.now();
  const worker = new Worker('bare', async () => null, { connection, concurrency: 1 });
  await new Promise<void>((resolve) => {
    worker.on('completed', () => {
      left -= 1;
      if (left === 0) resolve();
    });
  });
  const seconds = (performance.now() - began) / 1000;
  await worker.close();
  await queue.close();
  return seconds;
}
