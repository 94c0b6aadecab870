/*
 * What a run may want of its agents' pods. References only: no value of a secret, and no text that could be one.
 */

/** When the kubelet asks a registry for an image. */
export const PULL_POLICIES = ['IfNotPresent', 'Always', 'Never'] as const;
export type PullPolicy = (typeof PULL_POLICIES)[number];

/** How the pods of a run's agents are, where not as usual. */
export interface AgentPodOptions {
  /**
   * Reference of an image made from this project's agent image, with the tools that the steps need.
   *
   * @default - the agent image of images.lock
   */
  readonly image?: string;
  /** @default IfNotPresent - a tag that is no digest must never be moved then */
  readonly imagePullPolicy?: PullPolicy;
  /** Secrets of the namespace with which the image is pulled, beside the cluster's. @default - none */
  readonly imagePullSecrets?: readonly string[];
  /** What one agent asks for and may take; each amount that is left out is the cluster's. @default - the cluster's */
  readonly resources?: ResourceChanges;
  /** GPUs, or other devices, of one agent. @default - none */
  readonly gpu?: GpuRequest;
  /** Size limit of an agent's checkout, as a Kubernetes quantity; more evicts the pod. @default 10Gi */
  readonly checkoutSize?: string;
  /** Folders beside those that every agent has. @default - none */
  readonly volumes?: readonly AgentVolume[];
  /** Environment variables of steps, by name, beside those of the workflow. @default - none */
  readonly variables?: { readonly [name: string]: AgentVariable };
  /** Seconds that the whole run may take, from 60. @default 86400 - a day: no run hangs for ever */
  readonly deadlineSeconds?: number;
  /**
   * Seconds until Kubernetes removes the finished Job, from 60; only where the command line delivers.
   *
   * @default 3600 - long enough for whoever waits to see its end
   */
  readonly ttlSeconds?: number;
  /** Seconds between SIGTERM and SIGKILL, from 30: an agent gives its item back in that time. @default 60 */
  readonly graceSeconds?: number;
  /** How many agents a drain of nodes leaves at work, where there are several. @default - none: items start over */
  readonly disruptionBudget?: DisruptionBudget;
}

/** Amounts that differ, as Kubernetes quantities. */
export interface ResourceChanges {
  readonly requests?: { readonly cpu?: string; readonly memory?: string };
  readonly limits?: { readonly cpu?: string; readonly memory?: string };
}

/** Devices that a device plugin of the cluster hands out whole. */
export interface GpuRequest {
  /** 1 to 64. */
  readonly count: number;
  /** Name of the resource; a taint of that name is tolerated. @default nvidia.com/gpu */
  readonly resource?: string;
}

/** At least so many agents are left at work while nodes are drained. */
export interface DisruptionBudget {
  /** From 1, and less than there are agents: else no node with an agent could be drained before the run ends. */
  readonly minAvailable: number;
}

/** A folder of an agent: where its files come from. */
export type AgentVolume = {
  /** Name of the volume in the pod: lower-case letters, digits and dashes. */
  readonly name: string;
  /** Where the folder appears; none of this project's own folders, nor of the system. */
  readonly path: string;
} & (
  | {
      readonly source: 'configMap';
      readonly configMapName: string;
      /** One file each. @default - all keys */
      readonly keys?: readonly string[];
    }
  /** A Secret of the namespace that the steps may read: each key is a file, renewed when it is rotated. */
  | { readonly source: 'secret'; readonly secretName: string; readonly keys: readonly string[] }
  /** A claim of the namespace; agents on several nodes need one that is ReadWriteMany or ReadOnlyMany. */
  | {
      readonly source: 'claim';
      readonly claimName: string;
      /** Whether agents may write to it, all at once. @default false */
      readonly writable?: boolean;
    }
);

/** Where the value of a variable comes from. */
export type AgentVariable =
  | { readonly source: 'configMap'; readonly configMapName: string; readonly key: string }
  /** A field of the pod, such as `spec.nodeName`. */
  | { readonly source: 'field'; readonly path: string };
