import { rename, writeFile } from 'node:fs/promises';
import type { JournalEntry, StampedEntry } from '../../contract/journal';
import type { AgentMetric } from '../../contract/metrics';
import type { AttemptRequest } from '../../contract/workspace-api';
import type { Log } from '../ports/log';
import type { Meter, MetricLabels } from '../ports/meter';
import type { Notice } from '../ports/notice';
import type { RunMetrics } from '../server/run-metrics';

/** Milliseconds between two writes: the scrape interval of Prometheus' example configuration. */
const EVERY_MS = 15_000;

/**
 * The metrics of a run on this machine in a file, in Prometheus' text format, as a node exporter's textfile collector
 * reads it. The file is replaced atomically, during the run and at its end.
 */
export class MetricsFile implements Meter {
  private readonly attempts: AttemptRequest[] = [];
  private readonly metrics: RunMetrics;
  private readonly timer: NodeJS.Timeout;
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly path: string,
    entries: Iterable<StampedEntry>,
    private readonly log: Pick<Log, 'warn'>,
  ) {
    // Loaded only if metrics are wanted.
    const { RunMetrics: Metrics } = require('../server/run-metrics') as typeof import('../server/run-metrics');
    this.metrics = new Metrics(() => ({ leaders: 0, attempts: this.attempts }));
    for (const { entry } of entries) this.record(entry);
    this.timer = setInterval(() => this.writeLater(), EVERY_MS).unref();
  }

  /** @throws Error if the file cannot be written. */
  public static async open(
    path: string,
    entries: Iterable<StampedEntry>,
    log: Pick<Log, 'warn'>,
  ): Promise<MetricsFile> {
    const file = new MetricsFile(path, entries, log);
    try {
      await file.write();
      return file;
    } catch (error) {
      clearInterval(file.timer);
      throw new Error(`'--metrics-file' must be a file that can be written: ${(error as Error).message}`);
    }
  }

  public measure({ name }: (typeof AgentMetric)[keyof typeof AgentMetric], labels: MetricLabels, value: number): void {
    this.metrics.take({ metric: name, labels, values: [value] });
  }

  /** Count an event. */
  public tell(notice: Notice): void {
    if (notice.type === 'entry') this.record(notice.entry.entry);
    if (notice.type === 'attempt') this.attempts.push({ item: notice.item, attempt: notice.attempt });
  }

  /** Write the final values. */
  public async close(): Promise<void> {
    clearInterval(this.timer);
    this.writeLater();
    await this.writing;
  }

  private record(entry: JournalEntry): void {
    this.metrics.record(entry);
    if (entry.type !== 'item') return;
    if (entry.outcome === 'merged') this.metrics.merged('merged');
    if (entry.failure?.errorType === 'MergeConflict') this.metrics.merged('conflict');
  }

  /** Metrics must not fail the run: if they can no longer be written, a warning says so. */
  private writeLater(): void {
    const warn = (error: Error): void => this.log.warn(`numbers of the run are not written: ${error.message}`);
    this.writing = this.writing.then(() => this.write()).catch(warn);
  }

  /** Its reader may be another user. */
  private async write(): Promise<void> {
    const draft = `${this.path}.new`;
    await writeFile(draft, await this.metrics.text(), { mode: 0o644 });
    await rename(draft, this.path);
  }
}
