import type { JournalEntry, StampedEntry } from '../../contract/journal';
import type { Leadership } from './election';

/** The durable record of a run; see `contract/journal.ts`. */
export interface Journal {
  /** All entries, oldest first. */
  read(): Promise<Iterable<StampedEntry>>;
  /** Durable once it resolves. Rejects with `LeadershipLost` if there is a newer leader. */
  append(entry: JournalEntry, leadership: Leadership): Promise<void>;
}

/** Thrown by every port when there is a newer leader: stop at once, touch nothing. */
export class LeadershipLost extends Error {
  public constructor() {
    super('another agent leads now');
    this.name = 'LeadershipLost';
  }
}
