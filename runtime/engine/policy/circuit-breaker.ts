import type { ItemOutcome } from '../../../contract/journal';
import type { CircuitBreaker as Config } from '../../../language/workflow';
import type { RunState } from '../run-state';

/** How the end of an attempt changed a breaker. */
export type BreakerChange = 'opened' | 'closed';

/**
 * Holds items back while everything fails: after a number of consecutive failures it opens, and no item is handed out;
 * after its timeout it is half open and lets a few items through: enough successes close it, one failure opens it
 * again. Its state follows from the journal alone, so that the next leader knows it too.
 */
export class CircuitBreaker {
  /** Consecutive failures while closed, consecutive successes while half open. */
  private inARow = 0;
  /** When it became, or becomes, half open, in milliseconds since 1970; undefined while closed. */
  private openUntil: number | undefined;

  public constructor(private readonly config: Config) {}

  /** Restore the state from the journal. */
  public static after(config: Config, { outcomes, failed }: RunState): CircuitBreaker {
    const breaker = new CircuitBreaker(config);
    const ends = [...outcomes.values()].map(({ outcome, at }) => ({ succeeded: isSuccess(outcome), at }));
    const attempts = [...failed.values()].flat().map(({ at }) => ({ succeeded: false, at }));
    for (const { succeeded, at } of [...ends, ...attempts].sort((one, other) => one.at - other.at))
      breaker.record(succeeded, at);
    return breaker;
  }

  /**
   * Record the end of an attempt. Attempts that end while the breaker is open began before, and do not count.
   * @returns the change, if any; it becomes half open by itself.
   */
  public record(succeeded: boolean, at: number): BreakerChange | undefined {
    if (this.openUntil === undefined) return this.recordClosed(succeeded, at);
    return at >= this.openUntil ? this.recordHalfOpen(succeeded, at) : undefined;
  }

  /** Maximum number of items in progress; null: no limit. */
  public atOnce(now: number): number | null {
    if (this.openUntil === undefined) return null;
    return now < this.openUntil ? 0 : this.config.halfOpenRequests;
  }

  /** Milliseconds until it lets items through again; Infinity if it does not change by itself. */
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

/** Whether an item's outcome counts as a success. */
export const isSuccess = (outcome: ItemOutcome): boolean => outcome === 'merged' || outcome === 'unchanged';
