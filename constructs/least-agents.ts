import type { ClusterFacts } from '../contract/cluster-facts';
import type { Workflow } from '../language/workflow';

/**
 * Number of agents that a run starts with and shrinks to; undefined if the number is fixed: in a standard workflow, or
 * when the minimum is not below the maximum.
 *
 * @param most maximum number of agents.
 * @param explicit minimum that the caller asked for.
 * @throws Error if the number is invalid, or the caller asked for more than the maximum.
 */
export function leastAgents(
  workflow: Workflow,
  cluster: Pick<ClusterFacts, 'minAgents'>,
  most: number,
  explicit?: number,
): number | undefined {
  const wanted = explicit ?? cluster.minAgents;
  if (wanted === undefined || workflow.mode === 'standard') return undefined;
  if (!Number.isInteger(wanted) || wanted < 1)
    throw new Error(`'minAgents' must be an integer from 1, got ${wanted}: index 0 stays to the end of the run`);
  if (explicit !== undefined && explicit > most)
    throw new Error(
      `'minAgents' must be at most the number of agents, ${most}, got ${explicit}: raise the number of agents, or lower 'minAgents'`,
    );
  return wanted < most ? wanted : undefined;
}
