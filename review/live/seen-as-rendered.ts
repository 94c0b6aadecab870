import { isQuantity, parseQuantity } from '../../contract/quantity';
import { memberNames } from '../diff/leaves';
import type { ReviewedObject } from '../reviewed-object';
import type { LiveManifest } from './live-object';
import { deliveredFields, isWhole, type OwnedFields, ownsMember } from './owned-fields';

type Fields = Readonly<Record<string, unknown>>;

/** Fields that a run changes in its own Job. */
const OF_THE_RUN = ['parallelism', 'completions', 'suspend'];

/** Prefixes of the labels and annotations with which delivery tools mark their objects. */
const OF_DELIVERERS = ['kustomize.toolkit.fluxcd.io/', 'argocd.argoproj.io/', 'pulumi.com/', 'kubectl.kubernetes.io/'];

/** Defaults that the API server adds to members of lists that are owned as a whole. */
const DEFAULTS: Fields = { protocol: 'TCP', status: 'True', expirationSeconds: 3600, apiVersion: 'v1', apiGroup: '' };

/** Path steps that contain quantities: the API server normalises them. */
const OF_AMOUNTS = ['resources', 'hard', 'limits', 'sizeLimit', 'divisor'];

/**
 * The part of a live object that is comparable with a rendering: what the rendering sets, and what the delivering tool
 * has set but the rendering no longer does. Defaults, status, and others' fields are left out.
 */
export function seenAsRendered(live: LiveManifest, head: ReviewedObject): ReviewedObject {
  const { 'f:metadata': metadata = {}, ...owned } = deliveredFields(live.metadata.managedFields);
  const { metadata: own, status: _, ...rest } = live;
  const { metadata: wanted, ...fields } = head;
  const seen = mapping(rest, fields, { ...owned, 'f:apiVersion': {}, 'f:kind': {} }, []) as Fields;
  const texts = (field: 'labels' | 'annotations') =>
    withoutDeliverers(
      seenValue(own[field], wanted[field], metadata[`f:${field}`], [field]) as Fields | undefined,
      wanted[field],
    );
  const kept = { ...(seen as unknown as ReviewedObject), apiVersion: head.apiVersion, kind: head.kind };
  return {
    ...(head.kind === 'Job' ? withSizesOf(kept, head) : kept),
    metadata: { ...wanted, labels: texts('labels'), annotations: texts('annotations') } as ReviewedObject['metadata'],
  };
}

function withSizesOf(live: ReviewedObject, head: ReviewedObject): ReviewedObject {
  const sizes = Object.entries(Object(head.spec)).filter(([field]) => OF_THE_RUN.includes(field));
  return { ...live, spec: { ...Object(live.spec), ...Object.fromEntries(sizes) } };
}

function withoutDeliverers(texts: Fields | undefined, wanted: Fields = {}): Fields | undefined {
  const isTheirs = (key: string): boolean => OF_DELIVERERS.some((start) => key.startsWith(start));
  return texts && Object.fromEntries(Object.entries(texts).filter(([key]) => key in wanted || !isTheirs(key)));
}

function seenValue(live: unknown, head: unknown, owned: OwnedFields | undefined, path: readonly string[]): unknown {
  if (head === undefined) return owned === undefined ? undefined : ownedPart(live, owned);
  // The API server drops empty values.
  if (live === undefined) return isEmpty(head) ? head : undefined;
  if (Array.isArray(live) && Array.isArray(head)) return list(live, head, owned, path);
  if (isMapping(live) && isMapping(head)) return mapping(live, head, owned, path);
  return isSameAmount(live, head, path) ? head : live;
}

function mapping(live: Fields, head: Fields, owned: OwnedFields | undefined, path: readonly string[]): Fields {
  const isAtomic = owned !== undefined && isWhole(owned);
  const keys = [...new Set([...Object.keys(head), ...Object.keys(live)])];
  const values = keys.map((key) => {
    const whose = owned?.[`f:${key}`] ?? (isAtomic && live[key] !== DEFAULTS[key] ? {} : undefined);
    return [key, seenValue(live[key], head[key], whose, [...path, key])] as const;
  });
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** Members are matched by name if both sides have names; otherwise by index, each owned as a whole. */
function list(
  live: readonly unknown[],
  head: readonly unknown[],
  owned: OwnedFields | undefined,
  path: readonly string[],
): unknown[] {
  const [names, wanted] = [memberNames(live), memberNames(head)];
  if (names === undefined || wanted === undefined)
    return live.map((member, index) => seenValue(member, head[index], {}, path)).filter((one) => one !== undefined);
  const isAtomic = owned !== undefined && isWhole(owned);
  return live.flatMap((member, index) => {
    const at = wanted.indexOf(names[index] as string);
    if (at === -1) return isAtomic || ownsMember(owned ?? {}, member) ? [member] : [];
    return [seenValue(member, head[at], isAtomic ? {} : fieldsOf(owned, member), path)];
  });
}

/** The owned fields of a list member. */
function fieldsOf(owned: OwnedFields | undefined, member: unknown): OwnedFields | undefined {
  const step = Object.keys(owned ?? {}).find((one) => ownsMember({ [one]: {} }, member));
  return step === undefined ? undefined : owned?.[step];
}

/** The part of a value that its deliverer has set, for a value that the rendering lacks. */
function ownedPart(live: unknown, owned: OwnedFields): unknown {
  if (isWhole(owned) || live === undefined) return live;
  if (Array.isArray(live)) return live.filter((member) => ownsMember(owned, member));
  if (!isMapping(live)) return live;
  const kept = Object.entries(live).flatMap(([key, value]) => {
    const below = owned[`f:${key}`];
    return below === undefined ? [] : [[key, ownedPart(value, below)] as const];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

const isMapping = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isEmpty = (value: unknown): boolean =>
  value === null || value === '' || (typeof value === 'object' && Object.keys(value as object).length === 0);

function isSameAmount(live: unknown, head: unknown, path: readonly string[]): boolean {
  if (!path.some((step) => OF_AMOUNTS.includes(step))) return false;
  const [one, other] = [String(live), String(head)];
  return isQuantity(one) && isQuantity(other) && parseQuantity(one) === parseQuantity(other);
}
