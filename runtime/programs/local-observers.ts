import { hostname } from 'node:os';
import type { Report } from '../../contract/report';
import type { OtlpTracer } from '../adapters/traces/otlp-tracer';
import type { Journal } from '../ports/journal';
import type { Notice } from '../ports/notice';
import { logOf } from './local-engine';
import type { LocalRun } from './local-run';
import { MetricsFile } from './metrics-file';
import { closeTracer, tracerOf } from './tracing';

/** Outside observers of a run on this machine: a trace collector, a metrics file; or none. */
export class Observers {
  private constructor(
    public readonly tracer: OtlpTracer | undefined,
    public readonly meter: MetricsFile | undefined,
  ) {}

  /**
   * Create those that the environment and the command line name.
   * @throws Error if the file cannot be written.
   */
  public static async of(run: LocalRun, journal: Pick<Journal, 'read'>): Promise<Observers> {
    const { surroundings, kept } = run;
    const path = surroundings.metricsFile;
    const meter = path === undefined ? undefined : await MetricsFile.open(path, await journal.read(), logOf(run));
    const { env } = surroundings;
    return new Observers(tracerOf(env, { service: 'prodigy', runId: kept.runId, place: { host: hostname() } }), meter);
  }

  public tell(notice: Notice): void {
    this.meter?.tell(notice);
  }

  /** @param report of the run; undefined if there is none. An interrupted run is resumed later. */
  public async close(report: Report | undefined): Promise<void> {
    await closeTracer(this.tracer, report?.outcome === 'cancelled' ? undefined : report);
    await this.meter?.close();
  }
}
