import type { NodeRequirement, Toleration } from '../contract/placement';
import type { Placement } from './placement';
import { requirementText } from './placement-rules';

/**
 * Valid labels in Kubernetes: a name of at most 63 characters, optionally prefixed with a DNS subdomain.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
const LABEL = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

/** Taints of lost nodes: how long pods stay on them is set by this project. */
const NODE_LOSS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

/** @throws Error if a label or value is not valid in Kubernetes. */
export function checkedSelector<T extends { readonly [label: string]: string }>(labels: T): T {
  for (const [label, value] of Object.entries(labels)) checkLabel('nodeSelector', label, [value]);
  return labels;
}

/** @throws Error if the requirement is incomplete, or a label or value is not valid in Kubernetes. */
export function checkedRequirement(prop: string, node: NodeRequirement): NodeRequirement {
  const { label, operator, values = [] } = node;
  checkLabel(prop, label, values);
  const takesValues = operator === 'In' || operator === 'NotIn';
  if (takesValues && values.length === 0)
    throw new Error(`'${prop}' must name values for ${operator}, got none for ${label}: Exists needs none`);
  if (!takesValues && values.length > 0)
    throw new Error(`'${prop}' must name no values for ${operator}, got ${requirementText(node)}: In takes values`);
  return node;
}

/**
 * Check the placement of pods that hold the state of a run.
 *
 * @throws Error if the provider could reclaim their nodes.
 */
export function offSpot(placement: Placement | undefined): Placement | undefined {
  if (placement?.isSpot)
    throw new Error(
      "'placement' must keep Redis and workspace off spot nodes, got spot: they hold the state of the run, so put " +
        'agents alone there',
    );
  return placement;
}

/** @throws Error if the toleration would keep pods on a lost node, or names no valid taint. */
export function checkedToleration(toleration: Toleration): Toleration {
  const { key, value } = toleration;
  checkLabel('tolerations', key, value === undefined ? [] : [value]);
  if (NODE_LOSS.includes(key))
    throw new Error(
      `'tolerations' must not keep pods on lost nodes, got ${key}: every pod of a run tolerates it for 30 seconds`,
    );
  return toleration;
}

function checkLabel(prop: string, label: string, values: readonly string[]): void {
  if (!LABEL.test(label))
    throw new Error(
      `'${prop}' must name a label or taint as Kubernetes does, got ${JSON.stringify(label)}: ` +
        'write name or example.com/name',
    );
  const wrong = values.find((value) => !VALUE.test(value));
  if (wrong !== undefined)
    throw new Error(
      `'${prop}' must hold values of labels, got ${JSON.stringify(wrong)} for ${label}: ` +
        'at most 63 letters, digits, dashes, underscores and dots',
    );
}
