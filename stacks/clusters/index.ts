import type { ClusterFacts } from '../../contract/cluster-facts';
import { checkedCluster } from '../cluster-schema';
import { development } from './development';
import { edge } from './edge';
import { production } from './production';

/** Every bundled cluster, checked, by name. */
export const clusters: readonly ClusterFacts[] = [development, edge, production].map((facts) => checkedCluster(facts));

/**
 * The facts of one cluster.
 *
 * @throws Error listing the known clusters.
 */
export function clusterNamed(name: string): ClusterFacts {
  const found = clusters.find((cluster) => cluster.name === name);
  if (found) return found;
  const known = clusters.map((cluster) => cluster.name).join(', ');
  throw new Error(`'cluster' must be one of ${known}, got ${name}: add others as stacks/clusters/<name>.ts`);
}
