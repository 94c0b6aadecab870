import type { Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { AttemptFailure, Item } from '../../../contract/journal';
import { type Usage, usageIn, usageSum } from '../../../contract/usage';
import type { Clock } from '../../ports/clock';
import type { Log } from '../../ports/log';
import { AGENTS_DIED, ItemFailed, type ItemResult, ItemReturned, type ItemTask } from '../../ports/work-queue';
import { errorOf } from './failure-traces';
import { END_FIELDS, finishedItem } from './finished-list';
import { jobIn, jobLockedWith } from './next-job';

/** The payload of an item's job. */
export type Payload = ({ readonly data: unknown } | { readonly inJournal: true }) & {
  /** Number of items in the run. */
  readonly total: number;
};

export interface HeldItemOptions {
  readonly lockSeconds: number;
  readonly findItem: (id: string) => Promise<Item>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Milliseconds before resending a result that failed with its connection. */
const RETRY_MS = 500;

/** An item that this agent was given, under a lock that is renewed while it works. */
export class HeldItem {
  private readonly id: string;
  private readonly attempt: number;
  private readonly log: Log;
  private readonly lost = new AbortController();
  /** Model usage of this attempt. */
  private spent: Usage | undefined;

  public constructor(
    private readonly job: Job<Payload>,
    private readonly token: string,
    private readonly worker: Worker<Payload>,
    private readonly redis: Redis,
    private readonly options: HeldItemOptions,
  ) {
    this.id = job.id as string;
    this.attempt = job.attemptsStarted;
    this.log = options.log.child({ phase: 'map', item: this.id, attempt: this.attempt });
  }

  /**
   * Work on the item and report how it ended; if the signal fires, give it back without counting an attempt.
   * @param enough fires when no next item should be fetched along with reporting a result.
   * @returns the next item, to be handled at once: nothing renews its lock until then.
   */
  public async handle(
    work: (task: ItemTask) => Promise<ItemResult>,
    stop: AbortSignal,
    enough: AbortSignal,
  ): Promise<HeldItem | undefined> {
    if (stop.aborted) return this.giveBack();
    if (this.job.deferredFailure) return this.fail(AGENTS_DIED, stop);
    const renewal = setInterval(() => void this.renew(), this.options.lockSeconds * 500);
    try {
      const result = await work(await this.task(stop));
      return await this.complete(result, stop, enough);
    } catch (error) {
      if (this.lost.signal.aborted) return void this.log.warn('attempt discarded: another agent has the item');
      if (!stop.aborted && error instanceof ItemFailed) return await this.fail(error.failure, stop);
      await this.giveBack();
      if (!stop.aborted && !(error instanceof ItemReturned)) throw error;
      return undefined;
    } finally {
      clearInterval(renewal);
    }
  }

  /**
   * Only the first send asks for another item. If its answer is lost, an item may have been handed over nevertheless:
   * its lock tells.
   */
  private async complete(result: ItemResult, stop: AbortSignal, enough: AbortSignal): Promise<HeldItem | undefined> {
    let sent = 0;
    let heard = false;
    let next: Job<Payload> | undefined;
    await this.report(async () => {
      await this.keepUsage();
      sent += 1;
      next = jobIn(await this.job.moveToCompleted(result, this.token, sent === 1 && !enough.aborted), this.worker);
      heard = sent === 1;
    }, stop);
    const look = async (): Promise<void> => {
      next = await jobLockedWith(this.token, this.worker, this.redis);
    };
    if (!heard) await this.report(look, stop);
    return next && new HeldItem(next, this.token, this.worker, this.redis, this.options);
  }

  private async task(stop: AbortSignal): Promise<ItemTask> {
    const data = payloadIn(this.job.data);
    const item = 'inJournal' in data ? await this.options.findItem(this.id) : { id: this.id, data: data.data };
    const signal = AbortSignal.any([stop, this.lost.signal]);
    const spend = (usage: Usage): void => {
      this.spent = usageSum(this.spent, usage);
    };
    return { item, attempt: this.attempt, total: data.total, signal, spend };
  }

  /** The usage of all attempts is stored with the item, whatever becomes of this attempt. */
  private async keepUsage(): Promise<void> {
    if (this.spent === undefined) return;
    await this.job.updateProgress({ ...usageSum(usageIn(this.job.progress), this.spent) });
    this.spent = undefined;
  }

  /** Only a definite answer ends the attempt: a Redis that is briefly away may still hold the lock. */
  private async renew(): Promise<void> {
    try {
      const held = await this.job.extendLock(this.token, this.options.lockSeconds * 1000);
      if (held !== 1) this.lost.abort();
    } catch (error) {
      this.log.warn(`lock not renewed: ${(error as Error).message}`);
    }
  }

  private async fail(failure: AttemptFailure, stop: AbortSignal): Promise<undefined> {
    const error = errorOf({ failure, attempt: this.attempt, at: this.options.clock.now() });
    await this.report(async () => {
      await this.keepUsage();
      await this.job.moveToFailed(error, this.token, false);
    }, stop);
  }

  /** Send the outcome until Redis accepts or refuses it. */
  private async report(send: () => Promise<unknown>, stop: AbortSignal): Promise<void> {
    for (;;) {
      try {
        await send();
        return;
      } catch (error) {
        if (isRefusal(error)) return await this.refused(error);
        this.log.warn(`result not sent: ${(error as Error).message}`);
        if (stop.aborted) return;
        await this.options.clock.sleep(RETRY_MS, stop);
      }
    }
  }

  /** A refusal may answer the resend of a result that was accepted the first time. */
  private async refused(refusal: Error): Promise<void> {
    const key = `${this.job.queueQualifiedName}:${this.id}`;
    const fields = await this.redis.hmget(key, ...END_FIELDS).catch(() => []);
    const recorded = finishedItem(this.id, fields);
    const attempt = recorded?.ok ? recorded.result.attempt : recorded?.attempt;
    if (attempt !== this.attempt) this.log.warn(`attempt discarded: ${refusal.message}`);
  }

  /** Return it to the head of the waiting list without counting an attempt. */
  private async giveBack(): Promise<undefined> {
    await this.keepUsage()
      .then(() => this.job.moveToWait(this.token))
      .catch((error: Error) => this.log.warn(`item not given back: ${error.message}`));
  }
}

/** If the payload is not ours, the journal has the item. */
function payloadIn(value: unknown): Payload {
  const { data, total } = Object(value) as { data?: unknown; total?: unknown };
  const known = typeof total === 'number' && total > 0 ? total : 0;
  return data === undefined ? { inJournal: true, total: known } : { data, total: known };
}

/** BullMQ's scripts refuse with a negative code; anything else is a connection error. */
function isRefusal(error: unknown): error is Error {
  const { code } = error as { code?: unknown };
  return typeof code === 'number' && code < 0;
}
