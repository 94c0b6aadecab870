import type { Clock } from '../ports/clock';

/**
 * How an agent leaves when it is told to: it begins nothing any more, and the step in hand may end within the grace
 * period. Whoever has nothing in hand leaves at once.
 */
export class Drain {
  /** Fires when nothing is to be begun any more. */
  public readonly enough: AbortSignal;
  /** Fires when also what is in hand must end. */
  public readonly over: AbortSignal;
  private readonly ended = new AbortController();
  private readonly dismissed = new AbortController();
  private inHand = 0;

  /**
   * @param told fires when the agent is to stop: of what is in hand no further step is to begin, either.
   * @param graceMs milliseconds that work in hand may go on.
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

  /** Whether nothing is in hand. */
  public get idle(): boolean {
    return this.inHand === 0;
  }

  /** Whether the agent leaves since it is one too many. */
  public get leaving(): boolean {
    return this.dismissed.signal.aborted;
  }

  /** Begin nothing any more, since there are agents enough; what is in hand may end, however long it takes. */
  public leave(): void {
    this.dismissed.abort();
    if (this.idle) this.end();
  }

  /** Work that may end within the grace period. */
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
