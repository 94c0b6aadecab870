import { jobName, redisName, workspaceName } from '../../contract/names';
import type { Kube, LiveObject } from '../kube';
import type { RunName } from './read-run';

type Owner = NonNullable<NonNullable<LiveObject['metadata']>['ownerReferences']>[number];

/** Whether this is the Job of a run; by name, since a reference to an earlier one takes a claim away, too. */
const isJobOf = (runId: string, { kind, name }: Owner): boolean => kind === 'Job' && name === jobName(runId);

/** Whether a claim goes with the Job of its run: nobody else has it. */
export function goesWithJob({ metadata }: LiveObject, runId: string): boolean {
  const owners = metadata?.ownerReferences ?? [];
  return owners.length > 0 && owners.every((owner) => isJobOf(runId, owner));
}

/**
 * Take the claims of a run out of the hands of its Job, which would take them along: a complete run whose clean-up policy
 * is `delete` has handed them over, and hands them over again when it ends. Other owners stay.
 */
export async function keepClaims(kube: Pick<Kube, 'get' | 'patch'>, { namespace, runId }: RunName): Promise<void> {
  for (const name of [workspaceName(runId), redisName(runId)]) {
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace };
    const owners = (await kube.get(claim))?.metadata?.ownerReferences ?? [];
    const others = owners.filter((owner) => !isJobOf(runId, owner));
    if (others.length < owners.length) await kube.patch(claim, { metadata: { ownerReferences: others } });
  }
}
