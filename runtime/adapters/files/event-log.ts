import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { RunEvents, type TimedEvent } from '../../engine/run-events';
import type { Log } from '../../ports/log';
import type { Notice } from '../../ports/notice';

/** Maximum size of an events file, in bytes: a run of 100,000 items stays below it. Nothing is written beyond it. */
const MOST_BYTES = 128 * 1024 * 1024;

/**
 * The events of a run as JSON lines, in the format that Prodigy documents. They are informational: if they cannot be
 * written, the run logs one warning and goes on.
 */
export class EventLog {
  private readonly events: RunEvents;
  private pending: string[] = [];
  private writing: Promise<void> | undefined;
  private bytes = 0;
  private stopped = false;

  public constructor(
    private readonly path: string,
    private readonly runId: string,
    private readonly log: Pick<Log, 'warn'>,
  ) {
    this.events = new RunEvents(runId);
  }

  /** Queue the events of a notice for writing. */
  public readonly tell = (notice: Notice): void => {
    for (const timed of this.events.of(notice)) this.push(`${JSON.stringify(this.line(timed))}\n`);
  };

  /** Resolves once everything is written. */
  public async flush(): Promise<void> {
    while (this.writing) await this.writing;
  }

  private push(line: string): void {
    this.bytes += Buffer.byteLength(line);
    if (this.bytes > MOST_BYTES) this.stop(`a file of events holds ${MOST_BYTES} bytes: later events are not written`);
    if (this.stopped) return;
    this.pending.push(line);
    this.writing ??= this.drain();
  }

  private async drain(): Promise<void> {
    try {
      if (!existsSync(dirname(this.path))) await mkdir(dirname(this.path), { recursive: true });
      while (this.pending.length > 0) {
        const lines = this.pending.join('');
        this.pending = [];
        await appendFile(this.path, lines, { mode: 0o600 });
      }
    } catch (error) {
      this.stop(`events cannot be written: ${(error as Error).message}`);
    } finally {
      this.writing = undefined;
    }
  }

  private stop(why: string): void {
    if (!this.stopped) this.log.warn(why);
    this.stopped = true;
    this.pending = [];
  }

  private line({ at, event }: TimedEvent): Record<string, unknown> {
    return {
      id: randomUUID(),
      timestamp: new Date(at).toISOString(),
      correlation_id: this.runId,
      event,
      metadata: { host: hostname(), pid: process.pid, thread: 'main' },
    };
  }
}
