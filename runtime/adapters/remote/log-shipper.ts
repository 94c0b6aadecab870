import type { LogAnswer, LogBatch } from '../../../contract/agent-log';
import { Route } from '../../../contract/workspace-api';
import type { Clock } from '../../ports/clock';
import type { Log } from '../../ports/log';
import type { NumberedLines } from '../log/numbered-lines';
import { backoffMs } from './backoff';
import { Refused, type WorkspaceClient } from './workspace-client';

export interface LogShipperOptions {
  readonly lines: NumberedLines;
  /** Index of the agent. */
  readonly index: number;
  readonly client: Pick<WorkspaceClient, 'once'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds between two batches, less if many lines are waiting. Default: 2000. */
  readonly everyMs?: number;
  /** Milliseconds allowed for the last lines. Default: 3000. */
  readonly closeMs?: number;
}

const EVERY_MS = 2000;
const CLOSE_MS = 3000;
/** Timeout of a call, in seconds. */
const TIMEOUT_SECONDS = 10;

/**
 * Ships the lines of an agent to the workspace server in the background: writing a line never waits. Lines that the
 * server has not confirmed are sent again.
 */
export class LogShipper {
  private readonly closing = new AbortController();
  private readonly giveUp = new AbortController();
  private readonly shipping: Promise<void>;
  private failures = 0;
  private refused = false;

  public constructor(private readonly options: LogShipperOptions) {
    this.shipping = this.shipNowAndThen();
  }

  /** Ship the rest, as far as time allows, and mark the last batch as such. */
  public async close(): Promise<void> {
    const { clock, closeMs } = this.options;
    const done = new AbortController();
    this.closing.abort();
    const last = this.shipping.then(() => this.shipRest()).finally(() => done.abort());
    await clock.sleep(closeMs ?? CLOSE_MS, done.signal);
    this.giveUp.abort();
    await last;
  }

  private async shipNowAndThen(): Promise<void> {
    while (!this.closing.signal.aborted && !this.refused) {
      await this.pause();
      while (!this.closing.signal.aborted && !this.refused && this.options.lines.waiting > 0) {
        if (!(await this.ship(false))) break;
      }
    }
  }

  /** Until it is time, a batch is full, or the end has come; after a failure backs off, however many lines wait. */
  private async pause(): Promise<void> {
    const { clock, lines, everyMs } = this.options;
    if (this.failures > 0) return clock.sleep(backoffMs(this.failures), this.closing.signal);
    const many = new AbortController();
    lines.whenMany(() => many.abort());
    await clock.sleep(everyMs ?? EVERY_MS, AbortSignal.any([many.signal, this.closing.signal]));
  }

  private async shipRest(): Promise<void> {
    const { clock } = this.options;
    while (!this.giveUp.signal.aborted && !this.refused) {
      const shipped = await this.ship(true);
      if (shipped && this.options.lines.waiting === 0) return;
      if (!shipped) await clock.sleep(backoffMs(this.failures), this.giveUp.signal);
    }
  }

  /** @returns whether the server has accepted it. */
  private async ship(last: boolean): Promise<boolean> {
    const { lines, client, index, log } = this.options;
    const batch = lines.batch();
    const ended = last && batch.lines.length === lines.waiting;
    const body: LogBatch = { index, ...batch, ...(ended && { ended }) };
    const call = { method: 'POST', route: Route.LOGS, body, timeoutSeconds: TIMEOUT_SECONDS } as const;
    try {
      const answer = (await client.once({ ...call, signal: this.giveUp.signal })) as LogAnswer;
      lines.shipped(answer.last);
      // If the server stores nothing, do not retry without a pause.
      const isTaken = batch.lines.length === 0 || answer.last >= batch.first;
      this.failures = isTaken ? 0 : this.failures + 1;
      return isTaken;
    } catch (error) {
      this.failures += 1;
      this.refused = error instanceof Refused;
      if (this.refused) log.warn(`log lines are no longer shipped: ${(error as Error).message}`);
      return false;
    }
  }
}
