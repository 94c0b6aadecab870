/*
 * On which nodes pods may be put: data, as clusters and runs write it. What is left out restricts nothing.
 */

/** Label that a node must have, or must not have. */
export interface NodeRequirement {
  /** Label of nodes, such as `node.kubernetes.io/instance-type`. */
  readonly label: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  /** For `In` and `NotIn`: one at least. @default - none */
  readonly values?: readonly string[];
}

/** Nodes that are taken before others where there are such. */
export interface NodePreference {
  /** How much it counts beside other preferences, 1 to 100. */
  readonly weight: number;
  /** What such a node must be like: all of it. */
  readonly nodes: readonly NodeRequirement[];
}

/** A taint that pods put up with. */
export interface Toleration {
  /** Key of the taint. */
  readonly key: string;
  /** @default - any value */
  readonly value?: string;
  /** @default - any effect */
  readonly effect?: TaintEffect;
}

/** What a taint does, as Kubernetes names it. */
export const TAINT_EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;
export type TaintEffect = (typeof TAINT_EFFECTS)[number];

/** Parts of a cluster that fail together. */
export const TOPOLOGIES = ['node', 'zone'] as const;
export type Topology = (typeof TOPOLOGIES)[number];

/** How evenly pods are dealt out. */
export interface TopologySpread {
  readonly topology: Topology;
  /** Largest difference in pods between two parts, from 1. @default 1 */
  readonly maxSkew?: number;
  /** Whether a pod waits rather than making it uneven. @default false */
  readonly strict?: boolean;
}

/** On which nodes pods may be put. */
export interface NodeFacts {
  /** Labels that nodes must have, with these values. @default - any node */
  readonly nodeSelector?: { readonly [label: string]: string };
  /** What labels of nodes must be like beside. @default - any node */
  readonly nodeAffinity?: readonly NodeRequirement[];
  /** Nodes that are taken first. @default - none before others */
  readonly nodePreferences?: readonly NodePreference[];
  /** Taints that the pods put up with, beside those of spot nodes. @default - none */
  readonly tolerations?: readonly Toleration[];
  /** PriorityClass of the pods; the cluster must have it. @default - the cluster's default */
  readonly priorityClass?: string;
}

/** On which nodes agents are put. */
export interface PlacementFacts extends NodeFacts {
  /** Whether agents are put on spot nodes, which the provider may take away; else they keep off them. @default false */
  readonly spot?: boolean;
  /** Whether two agents of a run keep off each other's node or zone as long as there are others. @default - no */
  readonly apart?: Topology;
  /** How evenly the agents of a run are dealt out. @default - as the cluster does */
  readonly topologySpread?: TopologySpread;
  /** Whether Karpenter leaves nodes alone that agents are on. @default - where the cluster has Karpenter */
  readonly doNotDisrupt?: boolean;
}

/** The CustomResourceDefinition of a cluster whose nodes Karpenter brings and takes. */
export const KARPENTER_CRD = 'nodepools.karpenter.sh';
