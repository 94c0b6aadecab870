import { hostname } from 'node:os';
import type { Report } from '../../contract/report';
import type { OtlpTracer } from '../adapters/traces/otlp-tracer';
import type { Journal } from '../ports/journal';
import type { Notice } from '../ports/notice';
import { logOf } from './local-engine';
import type { LocalRun } from './local-run';
import { MetricsFile } from './metrics-file';
import { closeTracer, tracerOf } from './tracing';

/** Who looks at a run of this machine from outside: a collector of traces, a file of numbers; or nobody. */
export class Observers {
  private constructor(
    public readonly tracer: OtlpTracer | undefined,
    public readonly meter: MetricsFile | undefined,
  ) {}

  /**
   * Those that the environment and the command line name.
   * @throws Error where the file cannot be written.
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

  /** @param report of the run, undefined where it could not be brought to one; one that was interrupted goes on later. */
  public async close(report: Report | undefined): Promise<void> {
    await closeTracer(this.tracer, report?.outcome === 'cancelled' ? undefined : report);
    await this.meter?.close();
  }
}
