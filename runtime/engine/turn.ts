import type { JournalEntry } from '../../contract/journal';
import { type Usage, usageSum } from '../../contract/usage';
import type { Leadership } from '../ports/election';
import type { Log } from '../ports/log';
import type { Checkout } from '../ports/workspace';
import type { Drain } from './drain';
import type { Engine } from './engine';
import { after, type RunState } from './run-state';

/** Entries that say what was spent. */
const PAID = new Set<JournalEntry['type']>(['step', 'item', 'finished']);

/** One leader's time in office: what it knows of the run, and its checkout once it needs one. */
export class Turn<E extends Engine = Engine> {
  private checkout: Checkout | undefined;
  private spent: Usage | undefined;

  public constructor(
    public readonly engine: E,
    public readonly leadership: Leadership,
    public state: RunState,
    /** Fires when the lease is lost or the agent is to stop. */
    public readonly signal: AbortSignal,
    public readonly log: Log,
    private readonly drain?: Drain,
  ) {}

  /** Count what a call of a model took; the journal is told with the next step, item or end that is recorded. */
  public readonly spend = (usage: Usage): void => {
    this.spent = usageSum(this.spent, usage);
  };

  /** Do a step: unlike everything else it may go on for a while when the agent is to stop. */
  public inHand<T>(step: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { drain } = this;
    if (drain === undefined) return step(this.signal);
    return drain.during(() => step(AbortSignal.any([drain.over, this.leadership.lost])));
  }

  /** Write to the journal, then go on from there. */
  public async record(entry: JournalEntry): Promise<void> {
    const whole = this.withUsage(entry);
    await this.engine.journal.append(whole, this.leadership);
    if (whole !== entry) this.spent = undefined;
    this.state = after(this.state, whole, this.engine.clock.now());
  }

  private withUsage(entry: JournalEntry): JournalEntry {
    if (this.spent === undefined || !PAID.has(entry.type)) return entry;
    const usage = 'usage' in entry ? usageSum(entry.usage, this.spent) : this.spent;
    return { ...entry, usage } as JournalEntry;
  }

  /** The session's checkout, where the last recorded step left it. */
  public async session(): Promise<Checkout> {
    this.checkout ??= await this.openAt(this.state.checkpoint);
    return this.checkout;
  }

  /** The session's checkout, at a snapshot of the caller's choice. */
  public async openAt(checkpoint: string | null): Promise<Checkout> {
    this.checkout = await this.engine.workspace.openSession(checkpoint, this.leadership);
    return this.checkout;
  }
}
