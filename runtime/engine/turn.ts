import type { JournalEntry } from '../../contract/journal';
import { type Usage, usageSum } from '../../contract/usage';
import type { Leadership } from '../ports/election';
import type { Log } from '../ports/log';
import type { Checkout } from '../ports/workspace';
import type { Drain } from './drain';
import type { Engine } from './engine';
import { after, type RunState } from './run-state';

/** A leader's term: its view of the run, and its checkout once it needs one. */
export class Turn<E extends Engine = Engine> {
  private checkout: Checkout | undefined;
  /** Model usage that is not in the journal yet. */
  private spent: Usage | undefined;
  /** The entry being written. It keeps its id when sent again, so that it counts once. */
  private bill: Extract<JournalEntry, { type: 'usage' }> | undefined;
  private telling: Promise<void> = Promise.resolve();

  public constructor(
    public readonly engine: E,
    public readonly leadership: Leadership,
    public state: RunState,
    /** Fires when the lease is lost or the agent is to stop. */
    public readonly signal: AbortSignal,
    public readonly log: Log,
    private readonly drain?: Drain,
  ) {}

  /**
   * Record the usage of a model call in the journal: it is paid for, even if the step is never recorded. Calls that end
   * during a write are recorded together.
   */
  public readonly spend = (usage: Usage): void => {
    this.spent = usageSum(this.spent, usage);
    // If it fails, the next entry fails too, and reports it.
    this.telling = this.telling.then(() => this.tell()).catch(() => undefined);
  };

  /** Run a step: unlike everything else it may go on for a while when the agent is to stop. */
  public inHand<T>(step: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { drain } = this;
    if (drain === undefined) return step(this.signal);
    return drain.during(() => step(AbortSignal.any([drain.over, this.leadership.lost])));
  }

  /** Write to the journal, and update the state. */
  public async record(entry: JournalEntry): Promise<void> {
    await this.telling;
    await this.tell();
    await this.append(entry);
  }

  /** Record usage since the last record. */
  private async tell(): Promise<void> {
    if (this.bill === undefined && this.spent !== undefined) {
      const id = `${this.leadership.fencing}-${this.state.bills.size + 1}`;
      this.bill = { type: 'usage', id, usage: this.spent };
      this.spent = undefined;
    }
    if (this.bill === undefined) return;
    await this.append(this.bill);
    this.bill = undefined;
  }

  private async append(entry: JournalEntry): Promise<void> {
    await this.engine.journal.append(entry, this.leadership);
    this.state = after(this.state, entry, this.engine.clock.now());
  }

  /** The session's checkout, as the last recorded step left it. */
  public async session(): Promise<Checkout> {
    this.checkout ??= await this.openAt(this.state.checkpoint);
    return this.checkout;
  }

  /** The session's checkout, at a given snapshot. */
  public async openAt(checkpoint: string | null): Promise<Checkout> {
    this.checkout = await this.engine.workspace.openSession(checkpoint, this.leadership);
    return this.checkout;
  }
}
