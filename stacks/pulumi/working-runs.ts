import { Label } from '../../contract/labels';
import type { KubernetesObject } from '../kubernetes-object';
import type { ClusterApi } from './cluster-access';
import type { StackPolicies } from './policies';

/** What a deployment would leave on the cluster, or take away. */
export interface Replacement {
  readonly namespace: string;
  /** All that the stack holds from now on. */
  readonly objects: readonly KubernetesObject[];
  readonly policies: Required<Pick<StackPolicies, 'replacedRuns'>>;
}

/**
 * Ask a cluster, before anything changes, whether a run that would be taken away still works: to take its Job away is to
 * end it. Where runs are retained nothing is asked.
 *
 * @throws Error, one sentence, where a run that Pulumi deployed still works and is not among the objects, or where this
 *   account may not look.
 */
export async function refuseRemoval(
  api: Pick<ClusterApi, 'may' | 'workingRuns'>,
  { namespace, objects, policies }: Replacement,
): Promise<void> {
  if (policies.replacedRuns !== 'remove') return;
  if (!(await api.may('list', 'batch', 'jobs', namespace)))
    throw new Error(
      "'replacedRuns' must be retain where nobody may look which runs still work, got remove without the right to " +
        `list jobs.batch in ${namespace}: ask who keeps the cluster for it`,
    );
  const kept = new Set(objects.map(({ metadata }) => metadata.labels?.[Label.RUN_ID]));
  const ended = (await api.workingRuns(namespace)).find((run) => !kept.has(run));
  if (ended === undefined) return;
  throw new Error(
    `run ${ended} must be over before it is removed, got one that still works: ` +
      'wait for it or cancel it, or keep it with an up of its run.lock that has replacedRuns retain',
  );
}
