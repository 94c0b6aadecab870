import type { Provider } from './cluster-facts';
import type { Toleration } from './placement';

/** Who marks spot nodes: the provider, or Karpenter on any provider. */
export type SpotNodes = Provider | 'karpenter';

/** How spot nodes are marked. */
export interface SpotMark {
  readonly label: string;
  readonly value: string;
  /** The taint that keeps other pods away. @default - none */
  readonly taint?: Toleration;
}

/** GKE labels its Spot VMs. On Autopilot, and on pools set up as its guide says, they also have this taint. */
const GKE: SpotMark = mark('cloud.google.com/gke-spot', 'true', true);

/** Outside the clouds, only the cluster's owners mark nodes: with the customary label and taint. */
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
