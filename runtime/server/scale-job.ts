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
  /** Decides how many agents there are; undefined where their number is fixed. */
  readonly elastic?: ElasticAgents;
  readonly log: Log;
}

/**
 * Give an elastic run's Job the agents that it is to have: completions and parallelism together, as Kubernetes asks of an
 * Indexed Job. What is refused is looked at anew with the next look at the Job.
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
