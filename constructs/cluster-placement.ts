import type { ClusterFacts } from '../contract/cluster-facts';
import { KARPENTER_CRD, type NodeFacts, type PlacementFacts } from '../contract/placement';
import type { SpotNodes } from '../contract/spot-nodes';
import { Placement } from './placement';

type Cluster = Pick<ClusterFacts, 'provider' | 'crds' | 'placement' | 'statePlacement'>;

/**
 * Where a run's agents are put: as the cluster says, and as the run says beside. Where only one can be right (spot or
 * not, the priority class, how agents are dealt out) the run decides; selectors and tolerations add up.
 *
 * @throws Error where cluster and run contradict each other, or a fact is none that Kubernetes takes.
 */
export function agentPlacement(cluster: Cluster, run: PlacementFacts = {}): Placement {
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
 * Where Redis and workspace are put: they are the run's state, so never on spot nodes, and Karpenter leaves them alone.
 *
 * @throws Error where a fact is none that Kubernetes takes.
 */
export function statePlacement(cluster: Cluster): Placement {
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

const hasKarpenter = ({ crds = [] }: Cluster): boolean => crds.includes(KARPENTER_CRD);

const spotNodes = (cluster: Cluster): SpotNodes =>
  hasKarpenter(cluster) ? 'karpenter' : (cluster.provider ?? 'other');

/** Beside Karpenter's nodes there may be a provider's own. */
function onDemand(cluster: Cluster): Placement {
  const nodes = new Set<SpotNodes>([spotNodes(cluster), cluster.provider ?? 'other']);
  return Placement.all(...[...nodes].map((kind) => Placement.onDemand(kind)));
}

const defined = <T extends object>(facts: T): Partial<T> =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Partial<T>;
