import { jobName, redisName, workspaceName } from '../../contract/names';
import type { Kube } from '../kube';
import type { RunName } from './read-run';

/**
 * Take the claims of a run out of the hands of its Job, which would take them along: a complete run whose clean-up policy
 * is `delete` has handed them over, and hands them over again when it ends. Other owners stay.
 */
export async function keepClaims(kube: Pick<Kube, 'get' | 'patch'>, { namespace, runId }: RunName): Promise<void> {
  for (const name of [workspaceName(runId), redisName(runId)]) {
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace };
    const owners = (await kube.get(claim))?.metadata?.ownerReferences ?? [];
    // By name: a reference to an earlier Job of this name would take the claim away, too.
    const others = owners.filter((owner) => owner.kind !== 'Job' || owner.name !== jobName(runId));
    if (others.length < owners.length) await kube.patch(claim, { metadata: { ownerReferences: others } });
  }
}
