/* Node placement of pods, as plain data in cluster facts and runs. Anything left out adds no restriction. */

/** A label that a node must have or must not have. */
export interface NodeRequirement {
  /** Label of nodes, such as `node.kubernetes.io/instance-type`. */
  readonly label: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  /** For `In` and `NotIn`: at least one. @default - none */
  readonly values?: readonly string[];
}

/** Nodes preferred over others, if there are any. */
export interface NodePreference {
  /** Weight relative to other preferences, 1 to 100. */
  readonly weight: number;
  /** What such a node must match: all of it. */
  readonly nodes: readonly NodeRequirement[];
}

/** A taint that pods tolerate. */
export interface Toleration {
  /** Key of the taint. */
  readonly key: string;
  /** @default - any value */
  readonly value?: string;
  /** @default - any effect */
  readonly effect?: TaintEffect;
}

/** Effects of a taint, by their Kubernetes names. */
export const TAINT_EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;
export type TaintEffect = (typeof TAINT_EFFECTS)[number];

/** Failure domains of a cluster. */
export const TOPOLOGIES = ['node', 'zone'] as const;
export type Topology = (typeof TOPOLOGIES)[number];

/** How evenly pods are spread. */
export interface TopologySpread {
  readonly topology: Topology;
  /** Maximum difference in pods between two domains, at least 1. @default 1 */
  readonly maxSkew?: number;
  /** Whether a pod stays pending rather than exceed `maxSkew`. @default false */
  readonly strict?: boolean;
}

/** Which nodes pods may be scheduled to. */
export interface NodeFacts {
  /** Labels and values that nodes must have. @default - any node */
  readonly nodeSelector?: { readonly [label: string]: string };
  /** Further requirements on the labels of nodes. @default - any node */
  readonly nodeAffinity?: readonly NodeRequirement[];
  /** Preferred nodes. @default - none */
  readonly nodePreferences?: readonly NodePreference[];
  /** Taints that the pods tolerate, in addition to those of spot nodes. @default - none */
  readonly tolerations?: readonly Toleration[];
  /** PriorityClass of the pods; the cluster must have it. @default - the cluster's default */
  readonly priorityClass?: string;
}

/** Which nodes agents may be scheduled to. */
export interface PlacementFacts extends NodeFacts {
  /** Whether agents run on spot nodes, which the provider may reclaim; otherwise they avoid them. @default false */
  readonly spot?: boolean;
  /** Whether agents of a run avoid sharing a node or zone as long as there are others. @default - no */
  readonly apart?: Topology;
  /** How evenly the agents of a run are spread. @default - the cluster decides */
  readonly topologySpread?: TopologySpread;
  /** Whether Karpenter must not disrupt nodes with agents. @default - true if the cluster has Karpenter */
  readonly doNotDisrupt?: boolean;
}

/** The CustomResourceDefinition of a cluster whose nodes Karpenter provisions. */
export const KARPENTER_CRD = 'nodepools.karpenter.sh';
