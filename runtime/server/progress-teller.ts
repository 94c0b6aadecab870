import { Annotation } from '../../contract/labels';
import { jobName } from '../../contract/names';
import type { RunConfig } from '../../contract/run-config';
import type { KubernetesApi } from '../adapters/kubernetes/api';
import { jobPath } from '../adapters/kubernetes/paths';
import type { RunProgress } from '../engine/run-progress';
import type { Clock } from '../ports/clock';
import type { Log } from '../ports/log';

/** Minimum milliseconds between two writes, to spare the API server: only people read it. */
const PAUSE_MS = 10_000;

export interface ProgressParts {
  readonly api: KubernetesApi;
  readonly config: RunConfig;
  readonly progress: Pick<RunProgress, 'isBegun' | 'now'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Writes the run's progress to an annotation of its Job when it has changed. */
export class ProgressTeller {
  private told = '';
  private until = 0;
  private isRefused = false;

  public constructor(private readonly parts: ProgressParts) {}

  /** Call it whenever the Job is polled. A failed write is ignored: the run does not depend on it. */
  public async tell(): Promise<void> {
    const { api, config, progress, clock, log } = this.parts;
    if (!progress.isBegun || clock.now() < this.until) return;
    const text = JSON.stringify(progress.now);
    if (text === this.told) return;
    this.until = clock.now() + PAUSE_MS;
    try {
      const metadata = { annotations: { [Annotation.PROGRESS]: text } };
      await api.patch(jobPath(config.namespace, jobName(config.runId)), { metadata });
      this.told = text;
    } catch (error) {
      if (!this.isRefused) log.warn(`the progress shown on the Job is not updated: ${(error as Error).message}`);
      this.isRefused = true;
    }
  }
}
