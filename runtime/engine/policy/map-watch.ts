import type { JournalEntry } from '../../../contract/journal';
import type { LetterRequest } from '../../../contract/queue';
import type { MapReduceWorkflow } from '../../../language/workflow';
import type { FailedTask } from '../../ports/work-queue';
import type { Engine } from '../engine';
import type { ItemEnd } from '../run-state';
import type { Turn } from '../turn';
import { CircuitBreaker } from './circuit-breaker';
import { FailureNotices } from './failure-notices';
import { StopReason } from './stop-reason';

export type MapTurn = Turn<Engine<MapReduceWorkflow>>;

/** Polling interval for the circuit breaker if the queue cannot notify, in milliseconds. */
const BREAKER_POLL_MS = 100;

/** How an item ends, before it is in the journal. */
export type MapEnd = Omit<ItemEnd, 'at'>;

type FailedAttempt = Omit<Extract<JournalEntry, { type: 'attempt' }>, 'type'>;

/** A leader's state of the map phase for the error policy; initialized from the journal. */
export class MapWatch {
  public stop: StopReason;
  public readonly notices: FailureNotices;
  private readonly breaker: CircuitBreaker | undefined;
  private limit: number | null | undefined;
  /** Items to retry after a pause, with the attempt that failed and the end of the pause. */
  private readonly pausing = new Map<string, { readonly attempt: number; readonly until: number }>();

  public constructor(private readonly turn: MapTurn) {
    const { state, engine, log } = turn;
    const { errorPolicy, map } = engine.workflow;
    this.stop = StopReason.after(errorPolicy, map.timeout, state);
    this.notices = new FailureNotices(errorPolicy.errorCollection, log.child({ phase: 'map' }));
    this.breaker = errorPolicy.circuitBreaker && CircuitBreaker.after(errorPolicy.circuitBreaker, state);
    for (const [item, attempts] of state.failed) {
      const { attempt, at, retryInMs } = attempts.at(-1)!;
      if (!state.outcomes.has(item)) this.pausing.set(item, { attempt, until: at + retryInMs });
    }
  }

  /** Whether a failure is in the journal already: a new leader finds in the queue what an earlier one has settled. */
  public knows({ item, attempt }: FailedTask): boolean {
    return attempt <= (this.turn.state.failed.get(item)?.at(-1)?.attempt ?? 0);
  }

  /** Record a failed attempt after which the item will be retried. */
  public async failed(failed: FailedAttempt): Promise<void> {
    const { item, attempt, failure, retryInMs } = failed;
    const log = this.turn.log.child({ phase: 'map', item, attempt });
    log.info(`${item} is tried again in ${retryInMs / 1000} s: ${failure.message}`);
    await this.turn.record({ type: 'attempt', ...failed });
    const now = this.turn.engine.clock.now();
    this.pausing.set(item, { attempt, until: now + retryInMs });
    this.breaker?.record(false, now);
  }

  /** Record the end of an item. */
  public async ended(item: string, end: MapEnd): Promise<void> {
    const log = this.turn.log.child({ phase: 'map', item, attempt: end.attempt });
    const isFailure = end.outcome === 'dead' || end.outcome === 'skipped';
    if (isFailure) this.notices.add(item, end.reason ?? '', log);
    else log.info(`${item} ${end.outcome}`);
    await this.turn.record({ type: 'item', item, ...end });
    const at = this.turn.engine.clock.now();
    this.stop.record(item, { ...end, at });
    this.breaker?.record(!isFailure, at);
  }

  /**
   * Handle requests about dead letters while the run goes on. An item that failed to merge would fail again: it stays.
   */
  private async answerRequests(): Promise<void> {
    await this.turn.engine.queue.asked(async (requests) => {
      const { outcomes, purged } = this.turn.state;
      const isLetter = (item: string): boolean => {
        const end = outcomes.get(item);
        return end?.outcome === 'dead' && end.commit === undefined && !purged.has(item);
      };
      const wanted = (what: LetterRequest): string[] =>
        [...requests].filter(([item, request]) => request === what && isLetter(item)).map(([item]) => item);
      const [again, gone] = [wanted('retry'), wanted('purge')];
      if (again.length > 0) await this.openAgain(again);
      if (gone.length > 0) await this.turn.record({ type: 'purged', items: gone });
      return gone;
    });
  }

  private async openAgain(items: readonly string[]): Promise<void> {
    const { engine, log } = this.turn;
    const attempts = items.map((item) => [item, this.turn.state.outcomes.get(item)!.attempt] as const);
    await this.turn.record({ type: 'retried', items });
    log.child({ phase: 'map' }).info(`retried as requested: ${items.join(', ')}`);
    for (const [item, attempt] of attempts) this.pausing.set(item, { attempt, until: engine.clock.now() });
    this.stop = StopReason.after(engine.workflow.errorPolicy, engine.workflow.map.timeout, this.turn.state);
  }

  /** Whether an item waits for its retry. */
  public pauses(item: string): boolean {
    return this.pausing.has(item);
  }

  /** Hand items out again, on request or after their pause. Call it when every end in the queue is settled. */
  public async handOutAgain(): Promise<void> {
    await this.answerRequests();
    await this.tryAgain();
  }

  private async tryAgain(): Promise<void> {
    const { queue, clock } = this.turn.engine;
    const due = [...this.pausing].filter(([, { until }]) => until <= clock.now());
    if (due.length === 0) return;
    const { items } = this.turn.state;
    const ofDue = due.filter(([id]) => items?.has(id)).map(([id]) => ({ id, data: items?.get(id) }));
    await queue.add(ofDue, items?.size ?? 0);
    await queue.again(due.map(([item, { attempt }]) => ({ item, attempt })));
    for (const [id] of due) this.pausing.delete(id);
  }

  /**
   * Wait for the next end of an item, at most until the next poll. With a circuit breaker every failure counts at once:
   * if the queue cannot notify, it is polled more often.
   */
  public async untilNews(cursor: number, pollMs: number): Promise<void> {
    const { signal, engine } = this.turn;
    const { clock, queue } = engine;
    if (this.breaker === undefined) return clock.sleep(pollMs, signal);
    if (queue.untilEnded === undefined) return clock.sleep(Math.min(pollMs, BREAKER_POLL_MS), signal);
    const ms = Math.min(pollMs, this.breaker.changesIn(clock.now()));
    const over = new AbortController();
    const enough = AbortSignal.any([signal, over.signal]);
    await Promise.race([queue.untilEnded(cursor, enough), clock.sleep(ms, enough)]);
    over.abort();
  }

  /**
   * Tell the queue how many items may be in progress now: none while the run drains, otherwise what the circuit breaker
   * allows. An earlier leader may have set another limit.
   */
  public async limitItems(): Promise<void> {
    const { queue, clock, draining } = this.turn.engine;
    const limit = draining?.aborted ? 0 : (this.breaker?.atOnce(clock.now()) ?? null);
    if (limit === this.limit) return;
    await queue.limit(limit);
    if (draining?.aborted) this.turn.log.info('draining: no item is handed out');
    else if (limit === 0) this.turn.log.warn('circuit breaker open: too many failures in a row, no item is handed out');
    else if (limit !== null) this.turn.log.info(`circuit breaker half open: ${limit} items at once are tried`);
    else if (this.limit !== undefined) this.turn.log.info('circuit breaker closed');
    this.limit = limit;
  }
}
