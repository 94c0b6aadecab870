/** A step of a path: a key, or `[name]` of what stands in a list. */
export type Step = string;

/** Every single value of an object by its path. */
export type Leaves = ReadonlyMap<string, Leaf>;

export interface Leaf {
  readonly path: readonly Step[];
  /** A text, number, boolean or null; an empty mapping or list. */
  readonly value: unknown;
}

/** Fields that name the members of a list, as the API server knows them too: the first that all members have. */
const NAMES = ['name', 'mountPath', 'containerPort', 'port'] as const;

/**
 * The single values of plain data. Members of a list go by their name where each has one of its own, so that a member
 * that comes or goes changes no other; all others by their place.
 *
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
 */
export function leavesOf(value: unknown): Leaves {
  return new Map(leaves([], value).map((leaf) => [JSON.stringify(leaf.path), leaf]));
}

function leaves(path: readonly Step[], value: unknown): Leaf[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.length > 0) {
    const names = memberNames(value);
    return value.flatMap((member, index) => leaves([...path, `[${names?.[index] ?? index}]`], member));
  }
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, inner]) => leaves([...path, key], inner));
  return [{ path, value }];
}

/** What the members of a list are called; undefined where not each has a name of its own. */
export function memberNames(members: readonly unknown[]): readonly string[] | undefined {
  for (const field of NAMES) {
    const names = members.map((member) => Object(member)[field]);
    if (names.every((name) => name !== undefined) && new Set(names).size === names.length) return names.map(String);
  }
  return undefined;
}

/** A path as people write it: `spec.template.spec.containers[redis].image`. */
export const pathText = (path: readonly Step[]): string =>
  path.reduce((text, step) => {
    if (step.startsWith('[')) return text + step;
    if (/^[\w-]+$/.test(step)) return text === '' ? step : `${text}.${step}`;
    return `${text}["${step}"]`;
  }, '');
