import { type Amount, isQuantity, largest, parseQuantity } from '../contract/quantity';
import type { Amounts, Container, PodSpec } from './pods';

/** What a container may take at most, or is promised. */
export type Bound = 'requests' | 'limits';

/**
 * What a pod counts with in a quota and at the scheduler. Init containers run one after the other before the rest, so
 * the largest of them counts or all the rest together, whichever is more; sidecars stay, and count with both.
 *
 * @param defaults for containers that name nothing, as a LimitRange gives them.
 * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 */
export function podAmount(spec: PodSpec, bound: Bound, resource: string, defaults: Defaults = {}): Amount {
  const amount = (container: Container): Amount => containerAmount(container, bound, resource, defaults);
  const starting: Amount[] = [];
  let sidecars = 0n;
  for (const container of spec.initContainers ?? []) {
    if (container.restartPolicy === 'Always') sidecars += amount(container);
    else starting.push(sidecars + amount(container));
  }
  const running = (spec.containers ?? []).reduce((sum, container) => sum + amount(container), sidecars);
  return largest([...starting, running]) + amountIn(spec.overhead, resource, 0n);
}

/** What containers get that name nothing. */
export interface Defaults {
  readonly requests?: Amounts;
  readonly limits?: Amounts;
}

/** A request that is not named is the limit, where that is. */
function containerAmount({ resources }: Container, bound: Bound, resource: string, defaults: Defaults): Amount {
  const byDefault = amountIn(defaults[bound], resource, 0n);
  const limit = bound === 'requests' ? amountIn(resources?.limits, resource, byDefault) : byDefault;
  return amountIn(resources?.[bound], resource, limit);
}

/** What stands for a resource, or else `otherwise`. */
export function amountIn(amounts: Amounts | undefined, resource: string, otherwise: Amount): Amount {
  const text = String(amounts?.[resource]);
  return isQuantity(text) ? parseQuantity(text) : otherwise;
}
