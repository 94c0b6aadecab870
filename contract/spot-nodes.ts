import type { Provider } from './cluster-facts';
import type { Toleration } from './placement';

/** Whose way of marking spot nodes holds: the provider's, or Karpenter's on any provider. */
export type SpotNodes = Provider | 'karpenter';

/** How spot nodes can be told from others. */
export interface SpotMark {
  readonly label: string;
  readonly value: string;
  /** The taint that keeps other pods off. @default - they have none */
  readonly taint?: Toleration;
}

/** GKE labels its Spot VMs; on Autopilot, and where a pool's keepers follow the guide, they have this taint too. */
const GKE: SpotMark = mark('cloud.google.com/gke-spot', 'true', true);

/** No cloud, so nobody but the cluster's keepers marks nodes: with the label and the taint that people use for it. */
const BY_HAND: SpotMark = {
  label: 'node.kubernetes.io/lifecycle',
  value: 'spot',
  taint: { key: 'spot', value: 'true', effect: 'NoSchedule' },
};

/**
 * Marks of spot nodes.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html for eks: a label, no taint
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/spot-vms for gke
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/autopilot-spot-pods for gke-autopilot
 * @see https://learn.microsoft.com/azure/aks/spot-node-pool for aks: label and taint
 * @see https://karpenter.sh/docs/concepts/scheduling/ for karpenter: a label, and the taints of the NodePool
 */
export const SPOT_MARKS: { readonly [Nodes in SpotNodes]: SpotMark } = {
  eks: mark('eks.amazonaws.com/capacityType', 'SPOT'),
  gke: GKE,
  'gke-autopilot': GKE,
  aks: mark('kubernetes.azure.com/scalesetpriority', 'spot', true),
  karpenter: mark('karpenter.sh/capacity-type', 'spot'),
  kind: BY_HAND,
  minikube: BY_HAND,
  other: BY_HAND,
};

function mark(label: string, value: string, tainted = false): SpotMark {
  return { label, value, ...(tainted && { taint: { key: label, value, effect: 'NoSchedule' } }) };
}
