/** What was found where a cluster was asked; undefined where nobody was allowed to ask. */
export interface ClusterSeen {
  /** Milliseconds until the API server answered, the median of several questions. */
  readonly latencyMs: number;
  /** Version of the API server, such as `v1.34.2`. */
  readonly version: string;
  readonly nodes?: readonly NodeSeen[];
  /** Whether the namespace of the runs is there. */
  readonly namespace?: boolean;
  readonly storageClasses?: readonly { readonly name: string; readonly expandable: boolean }[];
  /** Names of its CustomResourceDefinitions. */
  readonly crds?: readonly string[];
  readonly quotas?: readonly QuotaSeen[];
  /** Pods of runs that have no node, or none of whose containers has begun. */
  readonly pendingPods?: number;
  /** Rights that submitting a run takes and this user does not have, such as `create jobs.batch`. */
  readonly missingRights: readonly string[];
}

export interface NodeSeen {
  readonly ready: boolean;
  /** Such as `amd64`. */
  readonly architecture: string;
  /** Whether nothing new is put on it. */
  readonly cordoned: boolean;
}

/** A ResourceQuota of the namespace, as Kubernetes quantities by resource. */
export interface QuotaSeen {
  readonly hard: Readonly<Record<string, string>>;
  readonly used: Readonly<Record<string, string>>;
}
