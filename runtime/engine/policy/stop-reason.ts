import type { AgentTimeout, ErrorPolicy } from '../../../language/workflow';
import type { ItemEnd, RunState } from '../run-state';

/** Number of items that must have ended before the failure rate counts, if the run has that many. */
const SMALLEST_SAMPLE = 10;

/** Counts how items end, and decides when the error policy ends the run. Skipped items count as failed. */
export class StopReason {
  private ended = 0;
  private failed = 0;
  private reason: string | undefined;

  public constructor(
    private readonly policy: ErrorPolicy,
    private readonly timeout: AgentTimeout,
    private readonly total: number,
  ) {}

  /** Restore the state from the journal. */
  public static after(policy: ErrorPolicy, timeout: AgentTimeout, { items, outcomes }: RunState): StopReason {
    const stop = new StopReason(policy, timeout, items?.size ?? 0);
    for (const [item, end] of outcomes) stop.record(item, end);
    return stop;
  }

  /** Why the run should end; undefined: it goes on. */
  public get text(): string | undefined {
    return this.reason;
  }

  /** Record the end of an item. */
  public record(item: string, end: ItemEnd): void {
    const { outcome, reason } = end;
    const hasFailed = outcome === 'dead' || outcome === 'skipped';
    this.ended += 1;
    if (hasFailed) this.failed += 1;
    const rule = this.brokenRule(hasFailed ? end : undefined);
    if (rule === undefined || this.reason !== undefined) return;
    const last = hasFailed ? `, the last ${item}: ${reason}` : '';
    this.reason = `${rule} ended the run: ${this.failed} of ${this.ended} items failed${last}`;
  }

  private brokenRule(failure: ItemEnd | undefined): string | undefined {
    const { onItemFailure, continueOnFailure, maxFailures = Infinity, failureThreshold } = this.policy;
    if (failure?.failure?.outOfTime && this.timeout.action === 'fail') return "'timeout_action: fail'";
    if (failure && onItemFailure === 'stop') return "'on_item_failure: stop'";
    if (failure && !continueOnFailure) return "'continue_on_failure: false'";
    if (this.failed >= maxFailures) return `'max_failures: ${maxFailures}'`;
    if (failureThreshold !== undefined && this.exceeds(failureThreshold))
      return `'failure_threshold: ${failureThreshold}'`;
    return undefined;
  }

  /** The threshold counts once ten items have ended, or all of them if there are fewer. */
  private exceeds(threshold: number): boolean {
    if (this.failed === 0 || this.ended < Math.min(SMALLEST_SAMPLE, this.total)) return false;
    return this.failed / this.ended >= threshold;
  }
}
