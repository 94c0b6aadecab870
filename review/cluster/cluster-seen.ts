/** What was found where a cluster was asked; undefined where nobody was allowed to ask. */
export interface ClusterSeen {
  /** Milliseconds until the API server answered, the median of several questions. */
  readonly latencyMs: number;
  /** Version of the API server, such as `v1.34.2`. */
  readonly version: string;
  readonly nodes?: readonly NodeSeen[];
  /** Whether the namespace of the runs is there. */
  readonly namespace?: boolean;
  readonly storageClasses?: readonly StorageClassSeen[];
  /** Names of the drivers of volumes that are installed. */
  readonly csiDrivers?: readonly string[];
  /** DaemonSets of all namespaces. */
  readonly daemonSets?: readonly DaemonSetSeen[];
  /** Names of its CustomResourceDefinitions. */
  readonly crds?: readonly string[];
  readonly quotas?: readonly QuotaSeen[];
  /** Pods of runs that have no node, or none of whose containers has begun. */
  readonly pendingPods?: number;
  /** Rights that submitting a run takes and this user does not have, such as `create jobs.batch`. */
  readonly missingRights: readonly string[];
}

export interface NodeSeen {
  readonly name: string;
  /** `spec.providerID`, such as `kind://docker/kind/kind-worker`; empty where the node has none. */
  readonly providerId: string;
  readonly ready: boolean;
  /** Such as `amd64`. */
  readonly architecture: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Whether nothing new is put on it. */
  readonly cordoned: boolean;
  /** Names of images that it has, by tag and by digest; the largest fifty. */
  readonly images: readonly string[];
}

export interface StorageClassSeen {
  readonly name: string;
  readonly expandable: boolean;
  /** Who makes its volumes, such as `ebs.csi.aws.com`. */
  readonly provisioner: string;
  /** Whether a volume is made before it is known on which node its pod will be. */
  readonly isImmediate: boolean;
}

export interface DaemonSetSeen {
  readonly name: string;
  /** Arguments of all its containers. */
  readonly args: readonly string[];
}

/** A ResourceQuota of the namespace, as Kubernetes quantities by resource. */
export interface QuotaSeen {
  readonly hard: Readonly<Record<string, string>>;
  readonly used: Readonly<Record<string, string>>;
}
