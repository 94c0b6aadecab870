import type { JournalEntry, StampedEntry } from '../../contract/journal';
import type { Leadership } from './election';

/** What has happened for good; see `contract/journal.ts`. */
export interface Journal {
  /** All of it, the oldest entry first. */
  read(): Promise<Iterable<StampedEntry>>;
  /** Durable when it resolves. Rejects with `LeadershipLost` where a newer leader exists. */
  append(entry: JournalEntry, leadership: Leadership): Promise<void>;
}

/** Thrown by every port when a newer leader exists: stop at once, touch nothing. */
export class LeadershipLost extends Error {
  public constructor() {
    super('another agent leads now');
    this.name = 'LeadershipLost';
  }
}
