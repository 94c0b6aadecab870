import type { Provider } from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';
import type { ClusterFacts } from '../../contract/cluster-facts';
import { type AppProps, renderBundled } from '../app';
import { lockedFiles, objectsIn } from '../locked-run';
import { renderTenant } from '../render';
import { ObjectSet } from './object-set';
import { submittedKeys } from './submitted-keys';

/**
 * Deploy what the manifests of one target hold, from the same objects: the tenant, then every run that a lock names.
 *
 * @returns ids of the runs by workflow.
 * @throws Error where somebody else delivers to the cluster: two owners would undo each other's changes.
 */
export function deployCluster(
  cluster: ClusterFacts,
  { workflows, images, committed }: Pick<AppProps, 'workflows' | 'images' | 'committed'>,
  provider: Provider,
): Record<string, string> {
  if (cluster.delivery !== 'pulumi')
    throw new Error(
      `'delivery' must be pulumi for a stack, got ${cluster.delivery} for ${cluster.name}: ` +
        'select the stack of another cluster, or change who delivers to this one',
    );
  const options: pulumi.ComponentResourceOptions = { providers: { kubernetes: provider } };
  const tenant = new ObjectSet('tenant', renderTenant(cluster, images), options);
  const locked = workflows.filter(({ lock }) => lock.has(cluster.name));
  const runs = locked.map((workflow) => {
    const runId = workflow.lock.get(cluster.name)!;
    const objects = objectsIn(lockedFiles(committed, { workflow: workflow.name, target: cluster.name, runId }));
    // What the Secret is made of stands in no manifest; its name comes from the run's id.
    const { secret } = renderBundled(workflow, cluster, images, runId);
    if (secret) submittedKeys(secret, { provider, dependsOn: tenant });
    new ObjectSet(runId, objects, { ...options, dependsOn: tenant });
    return [workflow.name, runId] as const;
  });
  return Object.fromEntries(runs);
}
