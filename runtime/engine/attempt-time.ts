import type { AgentTimeout, Step } from '../../language/workflow';
import type { Clock } from '../ports/clock';

/** Longest sleep of a clock, in milliseconds: Node fires longer timers at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** The time limits that `timeout_config` sets for an attempt. */
export class AttemptTime {
  /** Fires when the time is up, or with the outer signal. */
  public readonly signal: AbortSignal;
  /** Seconds that a step gets to shut down; undefined if nothing is limited. */
  public readonly graceSeconds: number | undefined;
  /** Seconds for all steps together; undefined: no limit. */
  public readonly agentSeconds: number | undefined;
  private readonly up = new AbortController();
  private readonly over = new AbortController();
  private readonly commandSeconds: AgentTimeout['commandSeconds'];

  /** Starts at once; call `stop` at the end. */
  public constructor(
    { policy, agentSeconds, commandSeconds, graceSeconds }: AgentTimeout,
    clock: Clock,
    around: AbortSignal,
  ) {
    this.commandSeconds = policy === 'per-agent' ? {} : commandSeconds;
    this.agentSeconds = policy === 'per-command' ? undefined : agentSeconds;
    const isLimited = this.agentSeconds !== undefined || Object.keys(this.commandSeconds).length > 0;
    this.graceSeconds = isLimited ? graceSeconds : undefined;
    // A long-lived signal keeps some memory for every signal derived from it.
    this.signal = this.agentSeconds === undefined ? around : AbortSignal.any([around, this.up.signal]);
    if (this.agentSeconds !== undefined) void this.run(clock, Math.min(this.agentSeconds * 1000, LONGEST_MS));
  }

  /** Whether the time for all steps together is up. */
  public get isUp(): boolean {
    return this.up.signal.aborted;
  }

  /** Time limit in seconds for a step's label or kind; undefined if the step has its own limit, or there is none. */
  public secondsFor({ label, command, timeoutSeconds }: Step): number | undefined {
    if (timeoutSeconds !== undefined) return undefined;
    const name = [label, command.kind].find((key) => Object.hasOwn(this.commandSeconds, key));
    return name === undefined ? undefined : this.commandSeconds[name];
  }

  public stop(): void {
    this.over.abort();
  }

  private async run(clock: Clock, ms: number): Promise<void> {
    await clock.sleep(ms, this.over.signal);
    if (!this.over.signal.aborted) this.up.abort();
  }
}
