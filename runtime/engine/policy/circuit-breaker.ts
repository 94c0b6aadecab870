import type { ItemOutcome } from '../../../contract/journal';
import type { CircuitBreaker as Config } from '../../../language/workflow';
import type { RunState } from '../run-state';

/** What an attempt's end has made of a breaker. */
export type BreakerChange = 'opened' | 'closed';

/**
 * Holds items back while everything fails: so many failures in a row open it, and no item is handed out; after its time
 * it is half open, and items are tried, so many at once: so many successes close it, one failure opens it again. It
 * follows from the journal alone, so that a next leader knows it as well.
 */
export class CircuitBreaker {
  /** Failures in a row while closed, successes in a row while half open. */
  private inARow = 0;
  /** When it became, or becomes, half open, in milliseconds since 1970; undefined while closed. */
  private openUntil: number | undefined;

  public constructor(private readonly config: Config) {}

  /** As the journal leaves it. */
  public static after(config: Config, { outcomes, failed }: RunState): CircuitBreaker {
    const breaker = new CircuitBreaker(config);
    const ends = [...outcomes.values()].map(({ outcome, at }) => ({ succeeded: isSuccess(outcome), at }));
    const attempts = [...failed.values()].flat().map(({ at }) => ({ succeeded: false, at }));
    for (const { succeeded, at } of [...ends, ...attempts].sort((one, other) => one.at - other.at))
      breaker.record(succeeded, at);
    return breaker;
  }

  /**
   * An attempt has ended. What ends while the breaker is open began before, and does not count.
   * @returns what that changed, if anything; half open it becomes by itself.
   */
  public record(succeeded: boolean, at: number): BreakerChange | undefined {
    if (this.openUntil === undefined) return this.recordClosed(succeeded, at);
    return at >= this.openUntil ? this.recordHalfOpen(succeeded, at) : undefined;
  }

  /** Items that may be in hand at once; null: no limit. */
  public atOnce(now: number): number | null {
    if (this.openUntil === undefined) return null;
    return now < this.openUntil ? 0 : this.config.halfOpenRequests;
  }

  /** Milliseconds until it lets items through again by itself; Infinity: it does not change by itself. */
  public changesIn(now: number): number {
    return this.openUntil === undefined || now >= this.openUntil ? Number.POSITIVE_INFINITY : this.openUntil - now;
  }

  private recordClosed(succeeded: boolean, at: number): BreakerChange | undefined {
    this.inARow = succeeded ? 0 : this.inARow + 1;
    return this.inARow >= this.config.failureThreshold ? this.open(at) : undefined;
  }

  private recordHalfOpen(succeeded: boolean, at: number): BreakerChange | undefined {
    this.inARow += 1;
    if (!succeeded) return this.open(at);
    return this.inARow >= this.config.successThreshold ? this.close() : undefined;
  }

  private close(): BreakerChange {
    this.inARow = 0;
    this.openUntil = undefined;
    return 'closed';
  }

  private open(at: number): BreakerChange {
    this.inARow = 0;
    this.openUntil = at + this.config.timeoutMs;
    return 'opened';
  }
}

/** Whether an item that ended so counts as a success. */
export const isSuccess = (outcome: ItemOutcome): boolean => outcome === 'merged' || outcome === 'unchanged';
