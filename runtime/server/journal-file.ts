import type { JournalEntry, StampedEntry } from '../../contract/journal';
import { JsonLines } from '../adapters/files/json-lines';
import type { Clock } from '../ports/clock';

type Told = (entry: JournalEntry, at: number) => void;

/** The run's journal on the claim, with all of it in memory. Callers see to it that appends come one at a time. */
export class JournalFile {
  /** Ids of the run's items; undefined before they are listed. */
  public items: ReadonlySet<string> | undefined;
  private readonly listed = new Set<string>();

  private constructor(
    private readonly lines: JsonLines<StampedEntry>,
    private readonly stored: StampedEntry[],
    private readonly clock: Clock,
    private readonly tell: Told,
  ) {
    for (const { entry } of stored) this.note(entry);
  }

  /** @param tell is told of each entry, of those that are there too. Default: nobody is. */
  public static async open(path: string, clock: Clock, tell: Told = () => undefined): Promise<JournalFile> {
    const lines = new JsonLines<StampedEntry>(path);
    const stored = await lines.read();
    for (const { entry, at } of stored) tell(entry, at);
    return new JournalFile(lines, stored, clock, tell);
  }

  public get entries(): readonly StampedEntry[] {
    return this.stored;
  }

  /** The last entry of a type that still holds: a run that was reopened has no end, and one with new items no result. */
  public last<T extends JournalEntry['type']>(type: T): Extract<JournalEntry, { type: T }> | undefined {
    const found = this.stored.findLast(({ entry }) => entry.type === type || isUndoneBy(entry, type))?.entry;
    return found?.type === type ? (found as Extract<JournalEntry, { type: T }>) : undefined;
  }

  /** Whether an entry is the last one: whoever got no answer, since the server went away, says it again. */
  public endsWith(entry: JournalEntry): boolean {
    const last = this.stored.at(-1);
    return last !== undefined && JSON.stringify(last.entry) === JSON.stringify(entry);
  }

  /** Durable when it resolves; where the disk takes only a part of the line, that part is cut off again. */
  public async append(entry: JournalEntry): Promise<void> {
    const stamped = { at: this.clock.now(), entry };
    try {
      await this.lines.append(stamped);
    } catch (error) {
      await this.lines.read();
      throw error;
    }
    this.stored.push(stamped);
    this.note(entry);
    this.tell(entry, stamped.at);
  }

  private note(entry: JournalEntry): void {
    if (entry.type !== 'items') return;
    const { items, from = 0 } = entry;
    if (from === 0) this.listed.clear();
    for (const { id } of items) this.listed.add(id);
    this.items = this.listed;
  }
}

/** What an entry takes back of those before it. */
function isUndoneBy(entry: JournalEntry, type: JournalEntry['type']): boolean {
  if (entry.type !== 'reopened') return false;
  return type === 'finished' || (entry.work === 'retry' && (type === 'result' || type === 'pull_request'));
}
