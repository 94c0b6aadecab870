import { Label } from '../../contract/labels';
import type { KubernetesObject } from '../kubernetes-object';
import type { ClusterApi } from './cluster-access';
import type { StackPolicies } from './policies';

/** The objects of a deployment that may replace runs, and whether replaced runs are removed. */
export interface Replacement {
  readonly namespace: string;
  /** Everything that the stack contains from now on. */
  readonly objects: readonly KubernetesObject[];
  readonly policies: Required<Pick<StackPolicies, 'replacedRuns'>>;
}

/**
 * Check, before anything changes, that no run that would be removed is still working: deleting its Job ends it. Does
 * nothing if replaced runs are retained.
 *
 * @throws Error, in one sentence, if a run that Pulumi deployed is working and not among the objects, or if this
 *   account may not list Jobs.
 */
export async function refuseRemoval(
  api: Pick<ClusterApi, 'may' | 'workingRuns'>,
  { namespace, objects, policies }: Replacement,
): Promise<void> {
  if (policies.replacedRuns !== 'remove') return;
  if (!(await api.may('list', 'batch', 'jobs', namespace)))
    throw new Error(
      "'replacedRuns' must be retain unless running Jobs can be listed, got remove without the right to " +
        `list jobs.batch in ${namespace}: ask the cluster's administrator for it`,
    );
  const kept = new Set(objects.map(({ metadata }) => metadata.labels?.[Label.RUN_ID]));
  const ended = (await api.workingRuns(namespace)).find((run) => !kept.has(run));
  if (ended === undefined) return;
  throw new Error(
    `run ${ended} must be over before it is removed, got one that still works: ` +
      'wait for it or cancel it, or keep it with an up of its run.lock that has replacedRuns retain',
  );
}
