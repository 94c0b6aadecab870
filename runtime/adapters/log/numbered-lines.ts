import type { DestinationStream } from 'pino';
import { LINE, type LogBatch, LogLimit } from '../../../contract/agent-log';

/** Minimum number of empty slots at the front before the array is copied. */
const LOOSE = 4096;

/**
 * Numbers the lines of a log, forwards them, and buffers those not shipped yet; when the buffer is full, the oldest are
 * dropped.
 */
export class NumberedLines implements DestinationStream {
  private kept: string[] = [];
  /** Number of empty slots at the front of `kept`. */
  private gone = 0;
  private bytes = 0;
  private next = 1;
  private wake: () => void = () => undefined;

  /**
   * @param began when the process began, in milliseconds since 1970.
   * @param destination receives the numbered lines.
   */
  public constructor(
    public readonly began: number,
    private readonly destination: DestinationStream,
    private readonly mostBytes: number = LogLimit.BUFFER_BYTES,
  ) {}

  public write(text: string): void {
    const numbered = `{"${LINE}":${this.next},${text.slice(1)}`;
    this.next += 1;
    this.destination.write(numbered);
    this.kept.push(numbered.slice(0, -1));
    this.bytes += numbered.length;
    while (this.bytes > this.mostBytes && this.waiting > 1) this.dropFirst();
    if (this.bytes >= LogLimit.BATCH_BYTES) this.wake();
  }

  /** Number of the oldest buffered line; of the next one if none is. */
  public get oldest(): number {
    return this.next - this.waiting;
  }

  /** Number of buffered lines. */
  public get waiting(): number {
    return this.kept.length - this.gone;
  }

  /** Calls back, once, when a full batch is waiting. */
  public whenMany(wake: () => void): void {
    this.wake = () => {
      this.wake = () => undefined;
      wake();
    };
    if (this.bytes >= LogLimit.BATCH_BYTES) this.wake();
  }

  /** The oldest lines, as many as fit in a batch. */
  public batch(): Pick<LogBatch, 'began' | 'first' | 'lines'> {
    const { began, oldest, kept, gone } = this;
    let end = gone;
    for (let bytes = 0; end < kept.length && bytes < LogLimit.BATCH_BYTES; end += 1)
      bytes += (kept[end] as string).length;
    return { began, first: oldest, lines: kept.slice(gone, end) };
  }

  /** Drop all lines up to this number. */
  public shipped(last: number): void {
    while (this.waiting > 0 && this.oldest <= last) this.dropFirst();
  }

  private dropFirst(): void {
    this.bytes -= (this.kept[this.gone] as string).length + 1;
    this.kept[this.gone] = '';
    this.gone += 1;
    if (this.gone < LOOSE || this.gone * 2 < this.kept.length) return;
    this.kept = this.kept.slice(this.gone);
    this.gone = 0;
  }
}
