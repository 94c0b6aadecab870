import type { JournalEntry, StampedEntry } from '../../contract/journal';
import { JsonLines } from '../adapters/files/json-lines';
import type { Clock } from '../ports/clock';

type Told = (entry: JournalEntry, at: number) => void;

/** The run's journal on the claim, fully kept in memory. Callers must append one entry at a time. */
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

  /** @param tell receives each entry, including existing ones. Default: none. */
  public static async open(path: string, clock: Clock, tell: Told = () => undefined): Promise<JournalFile> {
    const lines = new JsonLines<StampedEntry>(path);
    const stored = await lines.read();
    for (const { entry, at } of stored) tell(entry, at);
    return new JournalFile(lines, stored, clock, tell);
  }

  public get entries(): readonly StampedEntry[] {
    return this.stored;
  }

  /** The last entry of a type that still holds: reopening a run undoes its end, retrying items also its result. */
  public last<T extends JournalEntry['type']>(type: T): Extract<JournalEntry, { type: T }> | undefined {
    const found = this.stored.findLast(({ entry }) => entry.type === type || isUndoneBy(entry, type))?.entry;
    return found?.type === type ? (found as Extract<JournalEntry, { type: T }>) : undefined;
  }

  /** Whether an entry is the last one: a caller that got no answer, because the server went away, sends it again. */
  public endsWith(entry: JournalEntry): boolean {
    const last = this.stored.at(-1);
    return last !== undefined && JSON.stringify(last.entry) === JSON.stringify(entry);
  }

  /** Durable once it resolves; if only a part of the line was written, it is cut off again. */
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

/** Whether an entry undoes earlier ones of a type. */
function isUndoneBy(entry: JournalEntry, type: JournalEntry['type']): boolean {
  if (entry.type !== 'reopened') return false;
  return type === 'finished' || (entry.work === 'retry' && (type === 'result' || type === 'pull_request'));
}
