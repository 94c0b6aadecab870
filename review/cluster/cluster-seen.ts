/** State of a cluster; fields are undefined if the user lacks permission to read them. */
export interface ClusterSeen {
  /** Latency of the API server in milliseconds, the median of several requests. */
  readonly latencyMs: number;
  /** Version of the API server, such as `v1.34.2`. */
  readonly version: string;
  readonly nodes?: readonly NodeSeen[];
  /** Whether the namespace of the runs exists. */
  readonly namespace?: boolean;
  readonly storageClasses?: readonly StorageClassSeen[];
  /** Names of the installed CSI drivers. */
  readonly csiDrivers?: readonly string[];
  /** DaemonSets of all namespaces. */
  readonly daemonSets?: readonly DaemonSetSeen[];
  /** Names of its CustomResourceDefinitions. */
  readonly crds?: readonly string[];
  readonly quotas?: readonly QuotaSeen[];
  /** Pods of runs that have no node yet, or none of whose containers has started. */
  readonly pendingPods?: number;
  /** Permissions needed to submit a run that this user lacks, such as `create jobs.batch`. */
  readonly missingRights: readonly string[];
}

export interface NodeSeen {
  readonly name: string;
  /** `spec.providerID`, such as `kind://docker/kind/kind-worker`; empty if the node has none. */
  readonly providerId: string;
  readonly ready: boolean;
  /** CPU architecture, such as `amd64`. */
  readonly architecture: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Whether no new pods are scheduled on it. */
  readonly cordoned: boolean;
  /** Names of images on the node, by tag and by digest; only the fifty largest. */
  readonly images: readonly string[];
}

export interface StorageClassSeen {
  readonly name: string;
  readonly expandable: boolean;
  /** Provisioner, such as `ebs.csi.aws.com`. */
  readonly provisioner: string;
  /** Whether volumes are created before their pod is scheduled (binding mode `Immediate`). */
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
