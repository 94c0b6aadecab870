import type { NodePreference, NodeRequirement, Toleration, Topology, TopologySpread } from '../contract/placement';

/** All the rules of a placement. */
export interface PlacementRules {
  readonly capacity?: 'spot' | 'on-demand';
  readonly nodes: readonly NodeRequirement[];
  readonly preferences: readonly NodePreference[];
  readonly tolerations: readonly Toleration[];
  /** Topologies that two pods should not share. */
  readonly apart: readonly Topology[];
  readonly spread: readonly TopologySpread[];
  readonly priorityClass?: string;
  readonly doNotDisrupt: boolean;
}

/** No constraints. */
export const NO_RULES: PlacementRules = {
  nodes: [],
  preferences: [],
  tolerations: [],
  apart: [],
  spread: [],
  doNotDisrupt: false,
};

/**
 * The combined rules of two placements.
 *
 * @throws Error if no node could satisfy both, or both set what can be set only once.
 */
export function bothRules(a: PlacementRules, b: PlacementRules): PlacementRules {
  const spread = distinct([...a.spread, ...b.spread]);
  const topologies = spread.map(({ topology }) => topology);
  const twice = topologies.find((topology, index) => topologies.indexOf(topology) !== index);
  if (twice) throw contradiction(`spread pods over each ${twice} in one way`, 'two');
  return {
    capacity: oneOf('be on spot nodes or off them', a.capacity, b.capacity),
    nodes: possibleNodes(distinct([...a.nodes, ...b.nodes])),
    preferences: distinct([...a.preferences, ...b.preferences]),
    tolerations: distinct([...a.tolerations, ...b.tolerations]),
    apart: distinct([...a.apart, ...b.apart]),
    spread,
    priorityClass: oneOf('have one priority class', a.priorityClass, b.priorityClass),
    doNotDisrupt: a.doNotDisrupt || b.doNotDisrupt,
  };
}

function oneOf<T extends string>(rule: string, a: T | undefined, b: T | undefined): T | undefined {
  if (a !== undefined && b !== undefined && a !== b) throw contradiction(rule, `${a} and ${b}`);
  return a ?? b;
}

function possibleNodes(nodes: readonly NodeRequirement[]): readonly NodeRequirement[] {
  for (const [index, one] of nodes.entries())
    for (const other of nodes.slice(0, index))
      if (one.label === other.label && !canBoth(other, one))
        throw contradiction('leave a node that fits', `${requirementText(other)} and ${requirementText(one)}`);
  return nodes;
}

/** Whether one node can satisfy both requirements on the same label. */
function canBoth(a: NodeRequirement, b: NodeRequirement): boolean {
  if (a.operator === 'In') return a.values!.some((value) => allows(b, value));
  if (b.operator === 'In') return canBoth(b, a);
  const operators = [a.operator, b.operator];
  return !(operators.includes('Exists') && operators.includes('DoesNotExist'));
}

function allows({ operator, values = [] }: NodeRequirement, value: string): boolean {
  if (operator === 'In') return values.includes(value);
  if (operator === 'NotIn') return !values.includes(value);
  return operator === 'Exists';
}

/** A requirement in readable form. */
export const requirementText = ({ label, operator, values = [] }: NodeRequirement): string =>
  [label, operator, values.join(', ')].filter((part) => part !== '').join(' ');

const contradiction = (rule: string, value: string): Error =>
  new Error(`'placement' must ${rule}, got ${value}: leave one of them out`);

const distinct = <T>(values: readonly T[]): readonly T[] =>
  values.length < 2 ? values : [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
