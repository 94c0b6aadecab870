import { jobName } from '../../contract/names';
import type { RunConfig } from '../../contract/run-config';
import type { KubernetesApi } from '../adapters/kubernetes/api';
import { jobPath } from '../adapters/kubernetes/paths';
import type { Log } from '../ports/log';
import type { ElasticAgents } from './elastic-agents';
import type { Job } from './job-state';

export interface ScaleParts {
  readonly api: KubernetesApi;
  readonly config: RunConfig;
  /** Decides on the number of agents; undefined if it is fixed. */
  readonly elastic?: ElasticAgents;
  readonly log: Log;
}

/**
 * Scale an elastic run's Job: completions and parallelism together, as Kubernetes requires for an Indexed Job. A
 * refused patch is computed again the next time the Job is polled.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#elastic-indexed-jobs
 */
export async function scaleJob({ api, config, elastic, log }: ScaleParts, job: Job): Promise<void> {
  const completions = elastic?.completionsFor(job);
  if (completions === undefined) return;
  try {
    const spec = { completions, parallelism: completions };
    await api.patch(jobPath(config.namespace, jobName(config.runId)), { spec });
  } catch (error) {
    log.warn(`the Job keeps its number of agents: ${(error as Error).message}`);
  }
}
