import type { Clock } from '../ports/clock';

/**
 * How an agent stops when told to: it begins nothing new, and the current step may end within the grace period. An idle
 * agent stops at once.
 */
export class Drain {
  /** Fires when nothing new should begin. */
  public readonly enough: AbortSignal;
  /** Fires when current work must end, too. */
  public readonly over: AbortSignal;
  private readonly ended = new AbortController();
  private readonly dismissed = new AbortController();
  private inHand = 0;

  /**
   * @param told fires when the agent is to stop: current work begins no further step, either.
   * @param graceMs milliseconds that current work may go on.
   */
  public constructor(
    public readonly told: AbortSignal,
    private readonly graceMs: number,
    private readonly clock: Clock,
  ) {
    this.over = this.ended.signal;
    this.enough = AbortSignal.any([told, this.over, this.dismissed.signal]);
    if (told.aborted) this.end();
    else told.addEventListener('abort', () => void this.begin(), { once: true });
  }

  /** Whether no work is in progress. */
  public get idle(): boolean {
    return this.inHand === 0;
  }

  /** Whether the agent leaves because there are more than needed. */
  public get leaving(): boolean {
    return this.dismissed.signal.aborted;
  }

  /** Begin nothing new, since there are enough agents; current work may end, however long it takes. */
  public leave(): void {
    this.dismissed.abort();
    if (this.idle) this.end();
  }

  /** Do work that may end within the grace period. */
  public async during<T>(task: () => Promise<T>): Promise<T> {
    this.inHand += 1;
    try {
      return await task();
    } finally {
      this.inHand -= 1;
    }
  }

  /** End everything now. */
  public end(): void {
    this.ended.abort();
  }

  private async begin(): Promise<void> {
    if (this.inHand > 0) await this.clock.sleep(this.graceMs, this.over);
    this.end();
  }
}
