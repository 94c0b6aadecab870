import { Redis } from 'ioredis';
import { systemClock } from '../../../../runtime/adapters/clock/system-clock';
import { BullmqQueue } from '../../../../runtime/adapters/queue/bullmq-queue';
import type { RedisAddress } from '../../../../runtime/adapters/queue/redis-connection';
import { RecordingLog } from '../log/recording-log';
import { RedisServer } from './redis-server';

export const RUN = 'fix-tests-0123abcd';

/** Name of something that the queue of the run keeps in Redis. */
export const key = (name: string): string => `bull:${RUN}:${name}`;

/** A Redis of its own, and the queues of agents on it. */
export class QueuesUnderTest {
  public readonly log = new RecordingLog();
  public readonly stop = new AbortController();
  private readonly open: BullmqQueue[] = [];

  private constructor(
    public readonly server: RedisServer,
    /** A connection beside those of the agents. */
    public readonly redis: Redis,
  ) {}

  public static async start(): Promise<QueuesUnderTest> {
    const server = await RedisServer.start({ password: 'open-sesame' });
    const redis = new Redis({ ...server.address, retryStrategy: () => 20 });
    redis.on('error', () => undefined);
    return new QueuesUnderTest(server, redis);
  }

  /** The queue as one agent has it. */
  public agent(
    options: { lockSeconds?: number; password?: string; address?: Partial<RedisAddress> } = {},
  ): BullmqQueue {
    const { address } = this.server;
    const queue = new BullmqQueue({
      runId: RUN,
      redis: { ...address, password: options.password ?? address.password, ...options.address },
      lockSeconds: options.lockSeconds ?? 30,
      findItem: async (id) => ({ id, data: null }),
      clock: systemClock,
      log: this.log,
      fullReadSeconds: 0.5,
    });
    this.open.push(queue);
    return queue;
  }

  /** An agent that was killed: it has the item, and is never heard of again. */
  public async diesWithItem(): Promise<void> {
    const dead = this.agent({ lockSeconds: 1 });
    const { signal } = this.stop;
    await new Promise<void>((resolve) => {
      const hang = (): Promise<never> =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('end of the test')));
          resolve();
        });
      void dead.take(hang, signal).catch(() => undefined);
    });
    await dead.close();
  }

  public async close(): Promise<void> {
    this.stop.abort();
    await Promise.all(this.open.map((queue) => queue.close()));
    this.redis.disconnect();
    await this.server.remove();
  }
}

/** Wait until something is so. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await systemClock.sleep(5);
}
