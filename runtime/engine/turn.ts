import type { JournalEntry } from '../../contract/journal';
import type { Leadership } from '../ports/election';
import type { Log } from '../ports/log';
import type { Checkout } from '../ports/workspace';
import type { Engine } from './engine';
import { after, type RunState } from './run-state';

/** One leader's time in office: what it knows of the run, and its checkout once it needs one. */
export class Turn<E extends Engine = Engine> {
  private checkout: Checkout | undefined;

  public constructor(
    public readonly engine: E,
    public readonly leadership: Leadership,
    public state: RunState,
    /** Fires when the lease is lost or the agent is to stop. */
    public readonly signal: AbortSignal,
    public readonly log: Log,
  ) {}

  /** Write to the journal, then go on from there. */
  public async record(entry: JournalEntry): Promise<void> {
    await this.engine.journal.append(entry, this.leadership);
    this.state = after(this.state, entry);
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
