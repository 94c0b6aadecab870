import type { k8s } from 'cdk8s-plus-28';
import type { NodeRequirement, Toleration, Topology, TopologySpread } from '../contract/placement';
import type { PlacementRules } from './placement-rules';

/** Kubernetes' topology labels. */
const TOPOLOGY_LABELS: { readonly [T in Topology]: string } = {
  node: 'kubernetes.io/hostname',
  zone: 'topology.kubernetes.io/zone',
};

/** What a placement adds to a pod. */
export interface PodPlacement {
  /** Undefined if there are none. */
  readonly annotations?: { readonly [name: string]: string };
  readonly tolerations: readonly k8s.Toleration[];
  readonly spec: Pick<k8s.PodSpec, 'nodeSelector' | 'affinity' | 'topologySpreadConstraints' | 'priorityClassName'>;
}

/** Labels that select the pods of one kind. */
export interface PodLabels {
  readonly [label: string]: string;
}

/** The rules as fields of a pod; `podLabels` select the pods that are kept apart or spread. */
export function podPlacement(rules: PlacementRules, podLabels: PodLabels): PodPlacement {
  const { spread, priorityClass, doNotDisrupt, tolerations } = rules;
  return {
    annotations: doNotDisrupt ? { 'karpenter.sh/do-not-disrupt': 'true' } : undefined,
    tolerations: tolerations.map(kubeToleration),
    spec: {
      nodeSelector: nodeSelector(rules),
      affinity: affinity(rules, podLabels),
      topologySpreadConstraints: someOf(spread.map((one) => spreadConstraint(one, podLabels))),
      priorityClassName: priorityClass,
    },
  };
}

/** A single value of a label goes into `nodeSelector`: easiest to read, and best supported by autoscalers. */
const isExact = ({ operator, values }: NodeRequirement): boolean => operator === 'In' && values?.length === 1;

function nodeSelector({ nodes }: PlacementRules): { [label: string]: string } | undefined {
  const exact = nodes.filter(isExact).map(({ label, values }) => [label, values![0]!] as const);
  return exact.length > 0 ? Object.fromEntries(exact) : undefined;
}

function affinity(rules: PlacementRules, podLabels: PodLabels): k8s.Affinity | undefined {
  const nodes = nodeAffinity(rules);
  const terms = rules.apart.map((topology) => ({
    weight: 100,
    podAffinityTerm: { topologyKey: TOPOLOGY_LABELS[topology], labelSelector: { matchLabels: podLabels } },
  }));
  if (!nodes && terms.length === 0) return undefined;
  const podAntiAffinity = { preferredDuringSchedulingIgnoredDuringExecution: terms };
  return { nodeAffinity: nodes, podAntiAffinity: terms.length > 0 ? podAntiAffinity : undefined };
}

function nodeAffinity({ nodes, preferences }: PlacementRules): k8s.NodeAffinity | undefined {
  const required = nodes.filter((node) => !isExact(node)).map(nodeRequirement);
  if (required.length + preferences.length === 0) return undefined;
  const preferred = preferences.map(({ weight, nodes: likes }) => ({
    weight,
    preference: { matchExpressions: likes.map(nodeRequirement) },
  }));
  return {
    requiredDuringSchedulingIgnoredDuringExecution:
      required.length > 0 ? { nodeSelectorTerms: [{ matchExpressions: required }] } : undefined,
    preferredDuringSchedulingIgnoredDuringExecution: someOf(preferred),
  };
}

const spreadConstraint = (
  { topology, maxSkew = 1, strict }: TopologySpread,
  podLabels: PodLabels,
): k8s.TopologySpreadConstraint => ({
  maxSkew,
  topologyKey: TOPOLOGY_LABELS[topology],
  whenUnsatisfiable: strict ? 'DoNotSchedule' : 'ScheduleAnyway',
  labelSelector: { matchLabels: podLabels },
});

const nodeRequirement = ({ label, operator, values }: NodeRequirement): k8s.NodeSelectorRequirement => ({
  key: label,
  operator,
  values: values && [...values],
});

const kubeToleration = ({ key, value, effect }: Toleration): k8s.Toleration => ({
  key,
  operator: value === undefined ? 'Exists' : 'Equal',
  value,
  effect,
});

const someOf = <T>(values: T[]): T[] | undefined => (values.length > 0 ? values : undefined);
