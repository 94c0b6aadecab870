import type { ClusterFacts } from '../contract/cluster-facts';
import { KARPENTER_CRD, type NodeFacts, type PlacementFacts } from '../contract/placement';
import type { SpotNodes } from '../contract/spot-nodes';
import { defined } from './defined';
import { Placement } from './placement';

/** The facts of a cluster that decide on which nodes its runs are placed. */
export type PlacingFacts = Pick<ClusterFacts, 'provider' | 'crds' | 'placement' | 'statePlacement'>;

/**
 * Placement of a run's agents: the cluster's settings combined with the run's. Where only one can apply (spot or not,
 * the priority class, anti-affinity and topology spread) the run's takes precedence; selectors and tolerations add up.
 *
 * @throws Error if cluster and run contradict each other, or a setting is not valid in Kubernetes.
 */
export function agentPlacement(cluster: PlacingFacts, run: PlacementFacts = {}): Placement {
  const facts = cluster.placement ?? {};
  const decided = { ...facts, ...defined(run) };
  const { spot = false, priorityClass, apart, topologySpread, doNotDisrupt = hasKarpenter(cluster) } = decided;
  return Placement.all(
    spot ? Placement.spot(spotNodes(cluster)) : onDemand(cluster),
    ...nodePlacements({ ...facts, priorityClass }),
    ...nodePlacements({ ...run, priorityClass: undefined }),
    ...(apart ? [Placement.apart(apart)] : []),
    ...(topologySpread ? [Placement.spread(topologySpread)] : []),
    ...(doNotDisrupt ? [Placement.doNotDisrupt()] : []),
  );
}

/**
 * Placement of Redis and the workspace: they hold the run's state, so they never run on spot nodes, and Karpenter must
 * not disrupt them.
 *
 * @throws Error if a setting is not valid in Kubernetes.
 */
export function statePlacement(cluster: PlacingFacts): Placement {
  return Placement.all(
    onDemand(cluster),
    ...nodePlacements(cluster.statePlacement ?? {}),
    ...(hasKarpenter(cluster) ? [Placement.doNotDisrupt()] : []),
  );
}

function nodePlacements(facts: NodeFacts): Placement[] {
  const { nodeSelector, nodeAffinity = [], nodePreferences = [], tolerations = [], priorityClass } = facts;
  return [
    ...(nodeSelector ? [Placement.nodeSelector(nodeSelector)] : []),
    Placement.nodeAffinity(...nodeAffinity),
    ...nodePreferences.map((preference) => Placement.preference(preference)),
    ...tolerations.map((toleration) => Placement.toleration(toleration)),
    ...(priorityClass ? [Placement.priorityClass(priorityClass)] : []),
  ];
}

const hasKarpenter = ({ crds = [] }: PlacingFacts): boolean => crds.includes(KARPENTER_CRD);

const spotNodes = (cluster: PlacingFacts): SpotNodes =>
  hasKarpenter(cluster) ? 'karpenter' : (cluster.provider ?? 'other');

/** A cluster may have the provider's own spot nodes as well as Karpenter's. */
function onDemand(cluster: PlacingFacts): Placement {
  const nodes = new Set<SpotNodes>([spotNodes(cluster), cluster.provider ?? 'other']);
  return Placement.all(...[...nodes].map((kind) => Placement.onDemand(kind)));
}
