import { appendFile, rename, rm, stat, truncate } from 'node:fs/promises';
import {
  type LogAnswer,
  type LogBatch,
  type LogMark,
  type LogWriter,
  lineNumber,
  logMark,
} from '../../contract/agent-log';
import { lastLine } from '../adapters/files/last-line';
import { wholeLines } from '../adapters/files/lines';
import { writeWhole } from '../adapters/files/write-file';
import { Mutex } from '../adapters/mutex';

/** Suffix for the older half of a log. */
export const OLDER = '.older';

/**
 * The log lines of one agent process on the claim, each once and in order. A mark precedes them, and another stands at
 * each gap. When the file reaches half the maximum size, it becomes the older half, replacing the previous one.
 */
export class KeptLog {
  private readonly gate = new Mutex();

  private constructor(
    private readonly path: string,
    private readonly writer: LogWriter,
    private readonly halfBytes: number,
    private last: number,
    private ended: boolean,
    private size: number,
    private olderSize: number,
  ) {}

  /** For a process that has not sent anything before. */
  public static begin(path: string, writer: LogWriter, halfBytes: number): KeptLog {
    return new KeptLog(path, writer, halfBytes, 0, false, 0, 0);
  }

  /**
   * Continue a log from an earlier server process.
   * @param path file of its newer half.
   */
  public static async open(path: string, writer: LogWriter, halfBytes: number): Promise<KeptLog> {
    const { size, whole } = await wholeLines(path);
    if (whole < size) await truncate(path, whole);
    const older = await sizeOf(path + OLDER);
    const end = endOf((await lastLine(path)) ?? (await lastLine(path + OLDER)));
    return new KeptLog(path, writer, halfBytes, end.last, end.ended, whole, older);
  }

  /** Size on the claim. */
  public get bytes(): number {
    return this.size + this.olderSize;
  }

  /** Whether the agent has sent its last line. */
  public get isEnded(): boolean {
    return this.ended;
  }

  /** Append the lines that are new. @throws Error if they cannot be written; then none of them is. */
  public take({ first, lines, ended }: LogBatch): Promise<LogAnswer> {
    return this.gate.run(async () => {
      const fresh = lines.slice(Math.max(0, this.last + 1 - first));
      const end = Math.max(this.last, first + lines.length - 1);
      const next = Math.max(first, this.last + 1);
      const isMarked = this.size === 0 || (fresh.length > 0 && next > this.last + 1);
      const text = [...(isMarked ? [this.mark(next)] : []), ...fresh];
      if (ended && !this.ended) text.push(this.mark(end + 1, true));
      if (text.length > 0) await this.append(`${text.join('\n')}\n`);
      this.last = end;
      this.ended ||= ended ?? false;
      if (this.size > this.halfBytes) await this.halve();
      return { last: end };
    });
  }

  /** Free space: delete the older half, or else everything but a mark of the position. */
  public shrink(): Promise<void> {
    return this.gate.run(async () => {
      if (this.olderSize > 0) {
        await rm(this.path + OLDER, { force: true });
        this.olderSize = 0;
        return;
      }
      const mark = `${this.mark(this.last + 1, this.ended)}\n`;
      await writeWhole(this.path, mark);
      this.size = Buffer.byteLength(mark);
    });
  }

  private async append(text: string): Promise<void> {
    try {
      await appendFile(this.path, text, { mode: 0o600 });
    } catch (error) {
      await truncate(this.path, this.size).catch(() => undefined); // absent if nothing could be written
      throw error;
    }
    this.size += Buffer.byteLength(text);
  }

  private async halve(): Promise<void> {
    await rename(this.path, this.path + OLDER);
    this.olderSize = this.size;
    this.size = 0;
    await this.append(`${this.mark(this.last + 1, this.ended)}\n`);
  }

  private mark(next: number, ended = false): string {
    const mark: LogMark = { log: { ...this.writer, next, ...(ended && { ended }) } };
    return JSON.stringify(mark);
  }
}

/** The position at the end of a log: from its last line's number, or from its last mark. */
function endOf(line: string | undefined): { readonly last: number; readonly ended: boolean } {
  if (line === undefined) return { last: 0, ended: false };
  const number = lineNumber(line);
  if (number !== undefined) return { last: number, ended: false };
  const mark = logMark(line);
  // A line that is neither was damaged; the next batch tells where the log continues.
  return { last: (mark?.next ?? 1) - 1, ended: mark?.ended ?? false };
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );
