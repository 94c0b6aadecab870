import type { QuotaFacts } from '../../contract/cluster-facts';
import { type Amount, formatBytes, formatCpu, parseQuantity } from '../../contract/quantity';
import { claimsOf } from '../claims';
import { amountIn, type Bound, type Defaults, podAmount } from '../pod-amounts';
import { type Pods, podsOf } from '../pods';
import { type ReviewedObject, specOf } from '../reviewed-object';

/** One limit of a namespace. */
export interface QuotaLimit {
  /** Name in a ResourceQuota, such as `limits.cpu`. */
  readonly name: string;
  readonly hard: Amount;
  /** Amount that one of these pods counts for. */
  ofPod(pods: Pods): Amount;
  /** Amount that the claims of these objects count for. */
  ofClaims(objects: readonly ReviewedObject[]): Amount;
  /** Readable text of an amount. */
  text(amount: Amount): string;
}

/** One, for limits that count objects. */
const ONE = parseQuantity('1');

/** Every limit of a quota. */
export function quotaLimits(quota: QuotaFacts, defaults: Defaults): QuotaLimit[] {
  const { persistentVolumeClaims: claims } = quota;
  return [
    counted('pods', quota.pods, { ofPod: () => ONE }),
    ...(['requests', 'limits'] as const).flatMap((bound) => [
      computed(`${bound}.cpu`, quota[bound].cpu, bound, 'cpu', defaults),
      computed(`${bound}.memory`, quota[bound].memory, bound, 'memory', defaults),
    ]),
    ...(quota.requests.storage === undefined ? [] : [stored(quota.requests.storage)]),
    ...(claims === undefined ? [] : [counted('persistentvolumeclaims', claims, { ofClaims: numberOfClaims })]),
  ];
}

/** Total amount of all these objects. */
export const totalOf = (limit: QuotaLimit, objects: readonly ReviewedObject[]): Amount =>
  podsOf(objects).reduce((sum, pods) => sum + BigInt(pods.count) * limit.ofPod(pods), limit.ofClaims(objects));

/** Defaults that the LimitRanges among these objects give to containers that set none. */
export function containerDefaults(objects: readonly ReviewedObject[]): Defaults {
  const ranges = objects.filter(({ kind }) => kind === 'LimitRange').map(specOf);
  const items = ranges.flatMap(({ limits }) => (limits ?? []) as readonly LimitRangeItem[]);
  const item = items.find(({ type }) => type === 'Container');
  return { requests: item?.defaultRequest, limits: item?.default };
}

interface LimitRangeItem {
  readonly type: string;
  readonly default?: Defaults['limits'];
  readonly defaultRequest?: Defaults['requests'];
}

const nothing = (): Amount => 0n;

function computed(
  name: string,
  hard: string,
  bound: Bound,
  resource: 'cpu' | 'memory',
  defaults: Defaults,
): QuotaLimit {
  const ofPod = ({ spec }: Pods): Amount => podAmount(spec, bound, resource, defaults);
  const text = resource === 'cpu' ? formatCpu : formatBytes;
  return { name, hard: parseQuantity(hard), ofPod, ofClaims: nothing, text };
}

const counted = (name: string, hard: number, of: Partial<QuotaLimit>): QuotaLimit => ({
  name,
  hard: parseQuantity(String(hard)),
  ofPod: nothing,
  ofClaims: nothing,
  text: formatCpu,
  ...of,
});

const stored = (hard: string): QuotaLimit => ({
  name: 'requests.storage',
  hard: parseQuantity(hard),
  ofPod: nothing,
  ofClaims: (objects) =>
    claimsOf(objects).reduce(
      (sum, { spec, count }) => sum + BigInt(count) * amountIn(spec.resources?.requests, 'storage', 0n),
      0n,
    ),
  text: formatBytes,
});

const numberOfClaims = (objects: readonly ReviewedObject[]): Amount =>
  claimsOf(objects).reduce((sum, { count }) => sum + BigInt(count) * ONE, 0n);
