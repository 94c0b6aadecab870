import type { Provider } from '../../contract/cluster-facts';
import type { NodeSeen } from './cluster-seen';

/** A provider that can be recognised by its nodes. */
export type KnownProvider = Exclude<Provider, 'other'>;

/** Differences between providers that decide whether runs work as described. */
export interface ProviderFacts {
  /** Whether a node is one of this provider's. */
  readonly marks: (node: NodeSeen) => boolean;
  /** What enforces NetworkPolicies: the provider itself, always, or one of these programs, and how to install one. */
  readonly policies: 'always' | { readonly by: readonly Enforcer[]; readonly wayOut: string };
  /** How to load an image onto its nodes without a registry. @default - not possible */
  readonly loadImage?: string;
  /** How it adjusts resource requests. @default - not at all */
  readonly requests?: RequestBounds;
}

/** A program that enforces NetworkPolicies. */
export interface Enforcer {
  readonly daemonSet: string;
  /** Argument that turns enforcement on. @default - always on */
  readonly argument?: string;
}

/** Range of a pod's requests: smaller ones are raised, larger ones refused. */
export interface RequestBounds {
  readonly least: { readonly cpu: string; readonly memory: string };
  readonly most: { readonly cpu: string; readonly memory: string };
  /** Memory per core in GiB: outside this range, the smaller of the two requests is raised. */
  readonly gibForCore: readonly [least: number, most: number];
}

/** Enforcers that may be installed on any cluster. */
export const ENFORCERS: readonly Enforcer[] = [{ daemonSet: 'calico-node' }, { daemonSet: 'cilium' }];

const labelled =
  (label: string) =>
  ({ labels }: NodeSeen): boolean =>
    label in labels;
const isOfGke = labelled('cloud.google.com/gke-nodepool');

/**
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html for policies on eks
 * @see https://cloud.google.com/kubernetes-engine/docs/concepts/dataplane-v2 for policies on gke and gke-autopilot
 * @see https://cloud.google.com/kubernetes-engine/docs/concepts/autopilot-resource-requests for requests on gke-autopilot
 * @see https://learn.microsoft.com/azure/aks/use-network-policies for policies on aks
 * @see https://github.com/kubernetes-sigs/kind/releases/tag/v0.24.0 for policies on kind
 * @see https://kind.sigs.k8s.io/docs/user/quick-start/#loading-an-image-into-your-cluster for images on kind
 * @see https://minikube.sigs.k8s.io/docs/handbook/network_policy/ for policies on minikube
 * @see https://minikube.sigs.k8s.io/docs/handbook/pushing/ for images on minikube
 */
export const PROVIDER_FACTS: { readonly [Name in KnownProvider]: ProviderFacts } = {
  eks: {
    marks: ({ labels }) => Object.keys(labels).some((label) => label.startsWith('eks.amazonaws.com/')),
    policies: {
      by: [{ daemonSet: 'aws-node', argument: '--enable-network-policy=true' }],
      wayOut: "set 'enableNetworkPolicy' of the add-on vpc-cni",
    },
  },
  // Listed before gke, whose labels its nodes have too.
  'gke-autopilot': {
    marks: (node) => node.name.startsWith('gk3-') && isOfGke(node),
    policies: 'always',
    requests: {
      least: { cpu: '50m', memory: '52Mi' },
      most: { cpu: '30', memory: '110Gi' },
      gibForCore: [1, 6.5],
    },
  },
  gke: {
    marks: isOfGke,
    policies: {
      by: [{ daemonSet: 'anetd' }],
      wayOut: 'create the cluster with Dataplane V2, or enable its network policies',
    },
  },
  aks: {
    marks: labelled('kubernetes.azure.com/cluster'),
    policies: { by: [{ daemonSet: 'azure-npm' }], wayOut: 'enable a network policy engine of the cluster' },
  },
  kind: {
    marks: ({ providerId }) => providerId.startsWith('kind://'),
    policies: {
      by: [{ daemonSet: 'kindnet' }],
      wayOut: 'create the cluster with its default network, or install Calico',
    },
    loadImage: 'kind load docker-image',
  },
  minikube: {
    marks: labelled('minikube.k8s.io/name'),
    policies: { by: [], wayOut: 'start it with --cni=calico' },
    loadImage: 'minikube image load',
  },
};

/** The provider whose nodes these are; undefined if none can be recognised. */
export const providerOf = (nodes: readonly NodeSeen[]): KnownProvider | undefined =>
  (Object.keys(PROVIDER_FACTS) as KnownProvider[]).find((name) => nodes.some(PROVIDER_FACTS[name].marks));

/**
 * Drivers of the providers' disks, by the provisioner in StorageClasses: the driver itself, or the one that it
 * replaced.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#csi-migration
 */
export const DISK_DRIVERS: Readonly<Record<string, { readonly driver: string; readonly wayOut: string }>> = {
  ...disks('ebs.csi.aws.com', 'kubernetes.io/aws-ebs', 'install the add-on aws-ebs-csi-driver'),
  ...disks('pd.csi.storage.gke.io', 'kubernetes.io/gce-pd', 'enable the add-on GcePersistentDiskCsiDriver'),
  ...disks('disk.csi.azure.com', 'kubernetes.io/azure-disk', 'enable the disk driver of the cluster'),
};

function disks(driver: string, before: string, wayOut: string) {
  return { [driver]: { driver, wayOut }, [before]: { driver, wayOut } };
}
