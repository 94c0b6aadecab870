import type { ClusterFacts } from '../contract/cluster-facts';
import { Limit } from '../contract/limits';
import type { Workflow } from '../language/workflow';

/**
 * Number of agents of a run: the explicit number, else the cluster's, else the workflow's `max_parallel`, else 10, and
 * never more than the cluster's cap. A standard workflow has one agent, since its steps run one after the other.
 *
 * @param explicit number that the caller asked for.
 * @throws Error if the number is out of range.
 */
export function agentCount(
  workflow: Workflow,
  cluster: Pick<ClusterFacts, 'agents' | 'maxAgents'>,
  explicit?: number,
): number {
  if (workflow.mode === 'standard') return single(explicit);
  const wanted = explicit ?? cluster.agents ?? workflow.map.maxParallel ?? Limit.DEFAULT_AGENTS;
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > Limit.AGENTS)
    throw new Error(
      `'agents' must be an integer from 1 to ${Limit.AGENTS}, got ${wanted}: ` +
        'agents share the queue, so more items need more time, not more agents',
    );
  return Math.min(cluster.maxAgents, wanted);
}

function single(explicit: number | undefined): number {
  if (explicit !== undefined && explicit !== 1)
    throw new Error(
      `'agents' must be 1 for a standard workflow, got ${explicit}: ` +
        'its steps run one after the other; only a MapReduce workflow has more',
    );
  return 1;
}
