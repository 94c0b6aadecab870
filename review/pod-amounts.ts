import { type Amount, isQuantity, largest, parseQuantity } from '../contract/quantity';
import type { Amounts, Container, PodSpec } from './pods';

/** Limits or requests of a container. */
export type Bound = 'requests' | 'limits';

/**
 * What a pod counts for in a quota and in scheduling. Init containers run one after another before the others, so the
 * larger of their maximum and the others' sum counts; sidecars keep running, and count in both.
 *
 * @param defaults of a LimitRange, for containers that set none.
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

/** Resources of containers that set none. */
export interface Defaults {
  readonly requests?: Amounts;
  readonly limits?: Amounts;
}

/** An omitted request equals the limit, if there is one. */
function containerAmount({ resources }: Container, bound: Bound, resource: string, defaults: Defaults): Amount {
  const byDefault = amountIn(defaults[bound], resource, 0n);
  const limit = bound === 'requests' ? amountIn(resources?.limits, resource, byDefault) : byDefault;
  return amountIn(resources?.[bound], resource, limit);
}

/** The amount of a resource, or `otherwise`. */
export function amountIn(amounts: Amounts | undefined, resource: string, otherwise: Amount): Amount {
  const text = String(amounts?.[resource]);
  return isQuantity(text) ? parseQuantity(text) : otherwise;
}
