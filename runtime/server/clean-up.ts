import { jobName, redisName, workspaceName } from '../../contract/names';
import type { Report } from '../../contract/report';
import type { RunConfig } from '../../contract/run-config';
import type { KubernetesApi } from '../adapters/kubernetes/api';
import { claimPath, statefulSetScalePath } from '../adapters/kubernetes/paths';
import { type Patience, untilDone } from './retry';

export interface CleanUpParts extends Patience {
  readonly api: KubernetesApi;
  readonly config: RunConfig;
  /** Whether the run has a Redis: MapReduce workflows only. */
  readonly queue: boolean;
}

/**
 * After report and Job are there: hand the claims over to the Job where the run wants them deleted and nothing on them
 * is needed any more, then scale Redis and at last this server to 0.
 * @param jobUid owner of the claims from here on.
 */
export async function cleanUp(parts: CleanUpParts, report: Report, jobUid: string): Promise<void> {
  const { config, queue } = parts;
  const names = [...(queue ? [redisName(config.runId)] : []), workspaceName(config.runId)];
  if (config.cleanupPolicy === 'delete' && report.outcome === 'complete')
    for (const name of names) await handOver(parts, name, jobUid);
  for (const name of names) await scaleToZero(parts, name);
}

function handOver(parts: CleanUpParts, name: string, uid: string): Promise<boolean> {
  const { api, config } = parts;
  const owner = { apiVersion: 'batch/v1', kind: 'Job', name: jobName(config.runId), uid };
  const patch = { metadata: { ownerReferences: [owner] } };
  return untilDone(`handing over claim ${name}`, () => api.patch(claimPath(config.namespace, name), patch), parts);
}

function scaleToZero(parts: CleanUpParts, name: string): Promise<boolean> {
  const { api, config } = parts;
  const path = statefulSetScalePath(config.namespace, name);
  return untilDone(`scaling ${name} to 0`, () => api.patch(path, { spec: { replicas: 0 } }), parts);
}
