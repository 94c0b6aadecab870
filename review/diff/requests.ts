import { type Amount, formatBytes, formatCpu } from '../../contract/quantity';
import { claimsOf } from '../claims';
import { amountIn, podAmount } from '../pod-amounts';
import { containersOf, podsOf } from '../pods';
import type { ReviewedObject } from '../reviewed-object';

/** Resources that an object requests: all its pods and claims together. */
type Requests = ReadonlyMap<string, Amount>;

/** Changes in an object's requests: `cpu 1 -> 4, memory 2Gi -> 8Gi`; empty if there are none. */
export function requestsText(base: ReviewedObject | undefined, head: ReviewedObject | undefined): string {
  const [before, after] = [requestsOf(base), requestsOf(head)];
  const resources = [...new Set([...before.keys(), ...after.keys()])].sort();
  return resources
    .map((resource) => [resource, before.get(resource) ?? 0n, after.get(resource) ?? 0n] as const)
    .filter(([, old, now]) => old !== now)
    .map(([resource, old, now]) => `${resource} ${amountText(resource, old)} -> ${amountText(resource, now)}`)
    .join(', ');
}

function requestsOf(object: ReviewedObject | undefined): Requests {
  const sums = new Map<string, Amount>();
  if (object === undefined) return sums;
  const add = (resource: string, amount: Amount): void => {
    if (amount > 0n) sums.set(resource, (sums.get(resource) ?? 0n) + amount);
  };
  for (const { spec, count } of podsOf([object])) {
    const named = containersOf(spec).flatMap(({ resources }) =>
      [resources?.requests, resources?.limits].flatMap((amounts) => Object.keys(amounts ?? {})),
    );
    for (const resource of new Set(named)) add(resource, podAmount(spec, 'requests', resource) * BigInt(count));
  }
  for (const { spec, count } of claimsOf([object]))
    add('storage', amountIn(spec.resources?.requests, 'storage', 0n) * BigInt(count));
  return sums;
}

/** Extended resources such as GPUs are whole numbers, like cores. */
const amountText = (resource: string, amount: Amount): string =>
  /memory|storage|hugepages/.test(resource) ? formatBytes(amount) : formatCpu(amount);
