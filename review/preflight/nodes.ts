import type { PodSpec } from '../pods';

/** Whether pods can only be scheduled on nodes with this label and value. */
export function onlyOn({ nodeSelector = {}, affinity }: PodSpec, label: string, value: string): boolean {
  const { [label]: selected } = nodeSelector;
  return selected === value || wanted(affinity, label).some((values) => values.length === 1 && values[0] === value);
}

/** Values of a node label that pods require; undefined if they require none. */
export function valuesWanted({ nodeSelector = {}, affinity }: PodSpec, label: string): readonly string[] | undefined {
  const selected = nodeSelector[label];
  return selected === undefined ? wanted(affinity, label)[0] : [selected];
}

function wanted(affinity: PodSpec['affinity'], label: string): (readonly string[])[] {
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const expressions = (required?.nodeSelectorTerms ?? []).flatMap(({ matchExpressions = [] }) => matchExpressions);
  return expressions.flatMap(({ key, operator, values = [] }) => (key === label && operator === 'In' ? [values] : []));
}
