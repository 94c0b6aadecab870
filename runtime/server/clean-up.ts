import { Annotation } from '../../contract/labels';
import { jobName, redisName, workspaceName } from '../../contract/names';
import type { Report } from '../../contract/report';
import type { RunConfig } from '../../contract/run-config';
import type { KubernetesApi } from '../adapters/kubernetes/api';
import { claimPath, jobPath, statefulSetScalePath } from '../adapters/kubernetes/paths';
import { type Patience, untilDone } from './retry';

export interface CleanUpParts extends Patience {
  readonly api: KubernetesApi;
  readonly config: RunConfig;
  /** Whether the run has a Redis: only MapReduce workflows do. */
  readonly queue: boolean;
}

/**
 * Once report and Job are written: make the Job the owner of the claims if the run wants them deleted and they are no
 * longer needed, keep the Job of a run that can be resumed, then scale Redis and finally this server to 0.
 * @param jobUid owner of the claims from now on.
 */
export async function cleanUp(parts: CleanUpParts, report: Report, jobUid: string): Promise<void> {
  const { config, queue } = parts;
  const names = [...(queue ? [redisName(config.runId)] : []), workspaceName(config.runId)];
  if (config.cleanupPolicy === 'delete' && report.outcome === 'complete')
    for (const name of names) await handOver(parts, name, jobUid);
  await setStay(parts, report.outcome === 'complete');
  for (const name of names) await scaleToZero(parts, name);
}

/**
 * Other owners stay. The patch names the version that was read, so an owner that somebody adds at the same time is a
 * conflict, and the next try keeps it, too.
 */
function handOver(parts: CleanUpParts, name: string, uid: string): Promise<boolean> {
  const { api, config } = parts;
  const path = claimPath(config.namespace, name);
  const owner = { apiVersion: 'batch/v1', kind: 'Job', name: jobName(config.runId), uid };
  const set = async (): Promise<boolean> => {
    const claim = await api.get<LiveClaim>(path);
    if (claim === null) return false;
    const { ownerReferences = [], resourceVersion } = claim.metadata;
    const others = ownerReferences.filter((one) => one.kind !== owner.kind || one.name !== owner.name);
    return api.patch(path, { metadata: { ownerReferences: [...others, owner], resourceVersion } });
  };
  return untilDone(`handing over claim ${name}`, set, parts);
}

interface LiveClaim {
  readonly metadata: {
    readonly resourceVersion?: string;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
}

/**
 * The Job owns what `resume`, `publish` and `retry` need: the run's configuration, and the server that knows the claim.
 * So the Job of a run that can be resumed has no TTL; it gets it back once the run is complete.
 */
function setStay({ api, config, ...patience }: CleanUpParts, isComplete: boolean): Promise<boolean> {
  const path = jobPath(config.namespace, jobName(config.runId));
  const set = async (): Promise<boolean> => {
    const { metadata, spec } = (await api.get<LiveJob>(path)) ?? {};
    const [now, wanted] = [spec?.ttlSecondsAfterFinished ?? undefined, metadata?.annotations?.[Annotation.TTL]];
    if (isComplete ? wanted === undefined : now === undefined) return true;
    const annotations = { [Annotation.TTL]: isComplete ? null : String(now) };
    const ttlSecondsAfterFinished = isComplete ? Number(wanted) : null;
    return api.patch(path, { metadata: { annotations }, spec: { ttlSecondsAfterFinished } });
  };
  return untilDone('setting how long the Job stays', set, patience);
}

interface LiveJob {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: { readonly ttlSecondsAfterFinished?: number };
}

function scaleToZero(parts: CleanUpParts, name: string): Promise<boolean> {
  const { api, config } = parts;
  const path = statefulSetScalePath(config.namespace, name);
  return untilDone(`scaling ${name} to 0`, () => api.patch(path, { spec: { replicas: 0 } }), parts);
}
