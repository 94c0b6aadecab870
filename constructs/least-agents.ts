import type { ClusterFacts } from '../contract/cluster-facts';
import type { Workflow } from '../language/workflow';

/**
 * With how many agents a run begins, and to how many it shrinks; undefined where their number is fixed: in a standard
 * workflow, and where nobody asks for fewer than there may be.
 *
 * @param most how many there may be.
 * @param explicit what the caller asked for.
 * @throws Error where the number is none, or more than there may be and the caller asked for it.
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
      `'minAgents' must be at most the number of agents, ${most}, got ${explicit}: ask for more agents, or for less`,
    );
  return wanted < most ? wanted : undefined;
}
