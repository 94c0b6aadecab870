import { Job, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Item } from '../../../contract/journal';
import { Limit } from '../../../contract/limits';
import { type LetterRequest, QUEUE_PREFIX, queueName } from '../../../contract/queue';
import type { Clock } from '../../ports/clock';
import type { Log } from '../../ports/log';
import {
  type FailedTask,
  type FinishedItem,
  type ItemResult,
  type ItemTask,
  QueueBroken,
  type WorkQueue,
} from '../../ports/work-queue';
import { MOST_TRACES } from './failure-traces';
import { FinishedList } from './finished-list';
import { REFUSED } from './greet-redis';
import { HeldItem, type Payload } from './held-item';
import { LetterRequests } from './letter-requests';
import { QueueKeys } from './queue-keys';
import { connectRedis, type RedisAddress } from './redis-connection';

export interface BullmqQueueOptions {
  readonly runId: string;
  readonly redis: RedisAddress;
  /** Prefix of its keys. Default: BullMQ's own. */
  readonly prefix?: string;
  /** Lifetime in seconds of an agent's lock on its item, unless renewed. */
  readonly lockSeconds: number;
  /** Looks up in the journal an item that was too large for the queue. */
  readonly findItem: (id: string) => Promise<Item>;
  readonly clock: Clock;
  readonly log: Log;
  /** Seconds between two full reads of what has ended; see {@link FinishedList}. Default: 15. */
  readonly fullReadSeconds?: number;
}

/** Number of items per bulk insert. */
const BATCH = 200;
/** Milliseconds before retrying a command that failed with its connection. */
const RETRY_MS = 500;
/**
 * Milliseconds for which Redis may refuse user name or password: longer than the kubelet takes to bring a rotated key
 * to the pod.
 */
const REFUSED_MS = 120_000;
/** Milliseconds to wait for a pending fetch of the next item once the agent is to stop. */
const STOP_MS = 2000;
/** Seconds that a worker blocks while waiting for an item. */
const WAIT_SECONDS = 5;

/**
 * The run's queue in its Redis. An item's id is its job's id, so adding twice is harmless. The lock's token is the
 * fence: a result counts only under the lock that its attempt was given.
 */
export class BullmqQueue implements WorkQueue {
  private readonly redis: Redis;
  private readonly queue: Queue<Payload>;
  private readonly keys: QueueKeys;
  private readonly ended: FinishedList;
  private readonly requests: LetterRequests;
  private readonly closing = new AbortController();
  /** When to check the locks again; see {@link QueueKeys.shorten}. */
  private shortenAt = 0;

  public constructor(private readonly options: BullmqQueueOptions) {
    this.redis = connectRedis(options.redis, options.log);
    this.queue = new Queue<Payload>(queueName(options.runId), this.shared());
    this.queue.on('error', (error) => options.log.warn(`work queue: ${error.message}`));
    this.keys = new QueueKeys(this.redis, (name) => this.queue.toKey(name));
    this.requests = new LetterRequests(this.redis, this.shared().prefix, options.runId);
    const keys = {
      completed: this.queue.toKey('completed'),
      failed: this.queue.toKey('failed'),
      job: (id: string) => this.queue.toKey(id),
    };
    this.ended = new FinishedList(this.redis, keys, () => options.clock.now(), this.fullReadMs);
  }

  public async add(items: readonly Item[], total: number): Promise<void> {
    await this.persist(() => this.keys.check());
    for (let start = 0; start < items.length; start += BATCH) {
      const batch = items.slice(start, start + BATCH);
      await this.persist(async () => {
        const missing = await this.unknown(batch);
        if (missing.length > 0) await this.queue.addBulk(missing.map((item) => jobOf(item, total)));
      });
    }
  }

  public async again(failed: readonly FailedTask[]): Promise<void> {
    for (const task of failed) if (await this.persist(() => this.retry(task))) this.ended.forget(task.item);
  }

  public async limit(atOnce: number | null): Promise<void> {
    await this.persist(async () => {
      if (atOnce === 0) return this.queue.pause();
      if (atOnce === null) await this.queue.removeGlobalConcurrency();
      else await this.queue.setGlobalConcurrency(atOnce);
      await this.queue.resume();
    });
  }

  public atWork(): Promise<number> {
    return this.persist(() => this.keys.locked());
  }

  public async take(
    handle: (task: ItemTask) => Promise<ItemResult>,
    signal: AbortSignal,
    enough: AbortSignal = signal,
  ): Promise<void> {
    const inHand = AbortSignal.any([signal, this.closing.signal]);
    const stop = AbortSignal.any([inHand, enough]);
    if (stop.aborted) return;
    const worker = this.worker();
    const end = (): void => void worker.close(true).catch(() => undefined);
    const ended = new AbortController();
    const late = this.longAfter(stop, ended.signal);
    stop.addEventListener('abort', end);
    try {
      await worker.startStalledCheckTimer();
      let held: HeldItem | undefined;
      while (held !== undefined || !stop.aborted) {
        held ??= await this.next(worker, stop, late);
        // An item that arrived just too late is given back.
        held = await held?.handle(handle, stop.aborted ? stop : inHand, stop);
      }
    } finally {
      stop.removeEventListener('abort', end);
      ended.abort();
      await worker.close(true).catch(() => undefined);
    }
  }

  public finished(cursor: number): Promise<{ readonly results: readonly FinishedItem[]; readonly cursor: number }> {
    return this.persist(async () => {
      await this.shortenLocks();
      return this.ended.since(cursor);
    });
  }

  public async asked(
    answer: (requests: ReadonlyMap<string, LetterRequest>) => Promise<readonly string[]>,
  ): Promise<void> {
    const requests = await this.persist(() => this.requests.open());
    if (requests.size === 0) return;
    const gone = await answer(requests);
    await this.persist(async () => {
      for (const id of gone) await this.queue.remove(id);
      await this.requests.close([...requests.keys()]);
    });
  }

  public async close(): Promise<void> {
    this.closing.abort();
    await this.queue.close().catch(() => undefined);
    this.redis.disconnect();
  }

  private get fullReadMs(): number {
    return (this.options.fullReadSeconds ?? 15) * 1000;
  }

  /** Runs now and then, on the agent that asks for finished items: the leader. */
  private async shortenLocks(): Promise<void> {
    const now = this.options.clock.now();
    if (now < this.shortenAt) return;
    this.shortenAt = now + this.fullReadMs;
    await this.keys.shorten(this.options.lockSeconds * 1000);
  }

  private shared() {
    return { connection: this.redis, prefix: this.options.prefix ?? QUEUE_PREFIX, skipVersionCheck: true } as const;
  }

  /** Items are fetched manually, so that lock, renewal and result are all handled in one place, {@link HeldItem}. */
  private worker(): Worker<Payload> {
    const worker = new Worker<Payload>(queueName(this.options.runId), null, {
      ...this.shared(),
      autorun: false,
      concurrency: 1,
      drainDelay: WAIT_SECONDS,
      lockDuration: this.options.lockSeconds * 1000,
      stalledInterval: this.options.lockSeconds * 500,
      maxStalledCount: Limit.STALLED_COUNT,
    });
    worker.on('error', (error) => this.options.log.warn(`work queue: ${error.message}`));
    return worker;
  }

  private async next(
    worker: Worker<Payload>,
    stop: AbortSignal,
    late: Promise<undefined>,
  ): Promise<HeldItem | undefined> {
    const token = crypto.randomUUID();
    try {
      const job = await Promise.race([worker.getNextJob(token), late]);
      return job && new HeldItem(job, token, worker, this.redis, this.options);
    } catch (error) {
      if (stop.aborted) return undefined;
      this.options.log.warn(`work queue: ${(error as Error).message}`);
      await this.options.clock.sleep(RETRY_MS, stop);
      return undefined;
    }
  }

  /** A Redis that was never reached must not keep an agent from stopping. */
  private async longAfter(stop: AbortSignal, ended: AbortSignal): Promise<undefined> {
    const told = AbortSignal.any([stop, ended]);
    if (!told.aborted) await new Promise((resolve) => told.addEventListener('abort', resolve, { once: true }));
    await this.options.clock.sleep(STOP_MS, ended);
  }

  /** Retries only this attempt's failure: an earlier leader may have handed the item out again already. */
  private async retry({ item, attempt }: FailedTask): Promise<boolean> {
    const job = await Job.fromId<Payload>(this.queue, item);
    if (job === undefined || job.attemptsStarted !== attempt || !(await job.isFailed())) return false;
    await job.retry('failed');
    return true;
  }

  private async unknown(items: readonly Item[]): Promise<Item[]> {
    const held = await this.keys.holds(items.map(({ id }) => id));
    return items.filter((_, index) => !held[index]);
  }

  /**
   * Retry until Redis answers: it is expected to come back.
   * @throws QueueBroken if Redis says that the task can never succeed.
   */
  private async persist<T>(task: () => Promise<T>): Promise<T> {
    let refusedAt: number | undefined;
    for (;;) {
      try {
        return await task();
      } catch (error) {
        if (this.closing.signal.aborted || error instanceof QueueBroken) throw error;
        const { message } = error as Error;
        this.options.log.warn(`work queue: ${message}`);
        if (REFUSED.test(message)) refusedAt ??= this.options.clock.now();
        await this.giveUpOn(error as Error, refusedAt);
        await this.options.clock.sleep(RETRY_MS, this.closing.signal);
      }
    }
  }

  /** @throws QueueBroken if a retry is pointless. */
  private async giveUpOn(error: Error, refusedAt: number | undefined): Promise<void> {
    const fault = await this.keys.faultOf(error).catch(() => undefined);
    if (fault !== undefined) throw fault;
    const isRefused = REFUSED.test(error.message) && refusedAt !== undefined;
    if (isRefused && this.options.clock.now() - refusedAt >= REFUSED_MS)
      throw new QueueBroken(`Redis must accept the run's password, got ${error.message}: it was refused for 2 minutes`);
  }
}

/**
 * One attempt per item, since the leader decides about retries; nothing is removed, so that a new leader finds what
 * ended under an earlier one.
 */
function jobOf(item: Item, total: number) {
  const small = Buffer.byteLength(JSON.stringify(item.data) ?? '') <= Limit.QUEUE_PAYLOAD_BYTES;
  const data: Payload = small ? { data: item.data, total } : { inJournal: true, total };
  const opts = {
    jobId: item.id,
    attempts: 1,
    removeOnComplete: false,
    removeOnFail: false,
    stackTraceLimit: MOST_TRACES,
  };
  return { name: 'item', data, opts };
}
