import type { JournalEntry, StampedEntry } from '../../../contract/journal';
import type { Clock } from '../../ports/clock';
import type { Journal } from '../../ports/journal';
import { JsonLines } from '../files/json-lines';

/**
 * A local run's journal: one file, one writer. It does not wait for the disk, nor does git for the commits that the
 * entries refer to.
 */
export class FileJournal implements Journal {
  private readonly lines: JsonLines<StampedEntry>;

  public constructor(
    path: string,
    private readonly clock: Clock,
  ) {
    this.lines = new JsonLines(path, 'process');
  }

  /** Read lazily from disk, on each iteration. */
  public read(): Promise<Iterable<StampedEntry>> {
    return this.lines.scan();
  }

  public append(entry: JournalEntry): Promise<void> {
    return this.lines.append({ at: this.clock.now(), entry });
  }
}
