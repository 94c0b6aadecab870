import type { ClusterFacts } from '../../contract/cluster-facts';
import { clusterNamed } from '../../stacks/clusters';
import { CliError } from '../cli-error';

/** The cluster that the user named. @throws CliError that lists the ones there are. */
export function knownCluster(name: string): ClusterFacts {
  try {
    return clusterNamed(name);
  } catch (error) {
    throw new CliError((error as Error).message);
  }
}
