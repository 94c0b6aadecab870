import type { JournalEntry, StampedEntry } from '../../../contract/journal';
import type { Clock } from '../../ports/clock';
import type { Journal } from '../../ports/journal';
import { JsonLines } from '../files/json-lines';

/**
 * A local run's journal: one file, one writer. It does not wait for the disk: nor does git with the commits that the
 * entries name.
 */
export class FileJournal implements Journal {
  private readonly lines: JsonLines<StampedEntry>;

  public constructor(
    path: string,
    private readonly clock: Clock,
  ) {
    this.lines = new JsonLines(path, 'process');
  }

  /** It is read from the disk as it is gone through, each time. */
  public read(): Promise<Iterable<StampedEntry>> {
    return this.lines.scan();
  }

  public append(entry: JournalEntry): Promise<void> {
    return this.lines.append({ at: this.clock.now(), entry });
  }
}
