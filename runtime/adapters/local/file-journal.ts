import type { JournalEntry, StampedEntry } from '../../../contract/journal';
import type { Clock } from '../../ports/clock';
import type { Journal } from '../../ports/journal';
import { JsonLines } from '../files/json-lines';

/** A local run's journal: one file, one writer. */
export class FileJournal implements Journal {
  private readonly lines: JsonLines<StampedEntry>;

  public constructor(
    path: string,
    private readonly clock: Clock,
  ) {
    this.lines = new JsonLines(path);
  }

  public read(): Promise<readonly StampedEntry[]> {
    return this.lines.read();
  }

  public append(entry: JournalEntry): Promise<void> {
    return this.lines.append({ at: this.clock.now(), entry });
  }
}
