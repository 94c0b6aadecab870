import type { AgentTimeout, Step } from '../../language/workflow';
import type { Clock } from '../ports/clock';

/** Longest sleep of a clock, in milliseconds: Node fires timers above it at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** The time that `timeout_config` gives an attempt at an item. */
export class AttemptTime {
  /** Fires when the time is up, or with the signal around. */
  public readonly signal: AbortSignal;
  /** Seconds that a step gets to end in peace; undefined where nothing is limited. */
  public readonly graceSeconds: number | undefined;
  /** Seconds for all steps together; undefined: no limit. */
  public readonly agentSeconds: number | undefined;
  private readonly up = new AbortController();
  private readonly over = new AbortController();
  private readonly commandSeconds: AgentTimeout['commandSeconds'];

  /** Starts to run at once; `stop` it in the end. */
  public constructor(
    { policy, agentSeconds, commandSeconds, graceSeconds }: AgentTimeout,
    clock: Clock,
    around: AbortSignal,
  ) {
    this.commandSeconds = policy === 'per-agent' ? {} : commandSeconds;
    this.agentSeconds = policy === 'per-command' ? undefined : agentSeconds;
    const isLimited = this.agentSeconds !== undefined || Object.keys(this.commandSeconds).length > 0;
    this.graceSeconds = isLimited ? graceSeconds : undefined;
    // A signal that lives long keeps a part of every signal that was made of it.
    this.signal = this.agentSeconds === undefined ? around : AbortSignal.any([around, this.up.signal]);
    if (this.agentSeconds !== undefined) void this.run(clock, Math.min(this.agentSeconds * 1000, LONGEST_MS));
  }

  /** Whether the time for all steps together is up. */
  public get isUp(): boolean {
    return this.up.signal.aborted;
  }

  /** Seconds that a step may take for being called so or of its kind; undefined where it has a limit of its own, or none. */
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
