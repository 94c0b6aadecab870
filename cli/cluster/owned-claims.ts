import { jobName, redisName, workspaceName } from '../../contract/names';
import type { Kube, LiveObject } from '../kube';
import type { RunName } from './read-run';

type Owner = NonNullable<NonNullable<LiveObject['metadata']>['ownerReferences']>[number];

/** Whether this is a run's Job; by name, since a reference to an earlier Job also causes a claim to be deleted. */
const isJobOf = (runId: string, { kind, name }: Owner): boolean => kind === 'Job' && name === jobName(runId);

/** Whether a claim is deleted with its run's Job: it has no other owner. */
export function goesWithJob({ metadata }: LiveObject, runId: string): boolean {
  const owners = metadata?.ownerReferences ?? [];
  return owners.length > 0 && owners.every((owner) => isJobOf(runId, owner));
}

/**
 * Remove the Job's ownership of a run's claims, which would be deleted with it: a complete run whose clean-up policy is
 * `delete` has handed them over, and does so again when it ends. Other owners stay.
 */
export async function keepClaims(kube: Pick<Kube, 'get' | 'patch'>, { namespace, runId }: RunName): Promise<void> {
  for (const name of [workspaceName(runId), redisName(runId)]) {
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace };
    const owners = (await kube.get(claim))?.metadata?.ownerReferences ?? [];
    const others = owners.filter((owner) => !isJobOf(runId, owner));
    if (others.length < owners.length) await kube.patch(claim, { metadata: { ownerReferences: others } });
  }
}
