/*
 * What a run may change about its agents' pods. References only: no value of a secret, and no text that could be one.
 */

/** When the kubelet pulls an image. */
const PULL_POLICIES = ['IfNotPresent', 'Always', 'Never'] as const;
export type PullPolicy = (typeof PULL_POLICIES)[number];

/** Changes to the pods of a run's agents. */
export interface AgentPodOptions {
  /**
   * Reference of an image made from this project's agent image, with the tools that the steps need.
   *
   * @default - the agent image of images.lock
   */
  readonly image?: string;
  /** @default IfNotPresent - so a tag that is not pinned by digest must never be moved */
  readonly imagePullPolicy?: PullPolicy;
  /** Pull secrets of the namespace for the image, in addition to the cluster's. @default - none */
  readonly imagePullSecrets?: readonly string[];
  /** Requests and limits of one agent; amounts that are left out are the cluster's. @default - the cluster's */
  readonly resources?: ResourceChanges;
  /** GPUs or other devices for each agent. @default - none */
  readonly gpu?: GpuRequest;
  /** Size limit of an agent's checkout, as a Kubernetes quantity; exceeding it evicts the pod. @default 10Gi */
  readonly checkoutSize?: string;
  /** Folders to mount in addition to those that every agent has. @default - none */
  readonly volumes?: readonly AgentVolume[];
  /** Environment variables for steps, by name, in addition to those of the workflow. @default - none */
  readonly variables?: { readonly [name: string]: AgentVariable };
  /** Time limit for the whole run in seconds, at least 60. @default 86400 - a day: no run hangs for ever */
  readonly deadlineSeconds?: number;
  /**
   * Seconds until Kubernetes removes the finished Job, at least 60; only where the command line delivers.
   *
   * @default 3600 - long enough for whoever waits to see it end
   */
  readonly ttlSeconds?: number;
  /** Seconds between SIGTERM and SIGKILL, at least 30: an agent gives its item back in that time. @default 60 */
  readonly graceSeconds?: number;
  /** How many agents keep working while nodes are drained, if there are several. @default - none: items start over */
  readonly disruptionBudget?: DisruptionBudget;
}

/** Amounts to change, as Kubernetes quantities. */
export interface ResourceChanges {
  readonly requests?: { readonly cpu?: string; readonly memory?: string };
  readonly limits?: { readonly cpu?: string; readonly memory?: string };
}

/** Devices that a device plugin of the cluster allocates whole. */
export interface GpuRequest {
  /** 1 to 64. */
  readonly count: number;
  /** Name of the resource; a taint with the same key is tolerated. @default nvidia.com/gpu */
  readonly resource?: string;
}

/** Keeps a minimum number of agents working while nodes are drained. */
export interface DisruptionBudget {
  /** At least 1 and less than the number of agents; otherwise a node with an agent could never be drained. */
  readonly minAvailable: number;
}

/** A folder of an agent and the source of its files. */
export type AgentVolume = {
  /** Name of the volume in the pod: lower-case letters, digits and dashes. */
  readonly name: string;
  /** Where the folder is mounted; not one of this project's own folders or the system's. */
  readonly path: string;
} & (
  | {
      readonly source: 'configMap';
      readonly configMapName: string;
      /** Each key becomes a file. @default - all keys */
      readonly keys?: readonly string[];
    }
  /** A Secret of the namespace that steps may read: each key is a file, updated when it is rotated. */
  | { readonly source: 'secret'; readonly secretName: string; readonly keys: readonly string[] }
  /** A claim of the namespace; agents on several nodes need it to be ReadWriteMany or ReadOnlyMany. */
  | {
      readonly source: 'claim';
      readonly claimName: string;
      /** Whether agents may write to it, all at the same time. @default false */
      readonly writable?: boolean;
    }
);

/** Where the value of a variable comes from. */
export type AgentVariable =
  | { readonly source: 'configMap'; readonly configMapName: string; readonly key: string }
  /** A field of the pod, such as `spec.nodeName`. */
  | { readonly source: 'field'; readonly path: string };
