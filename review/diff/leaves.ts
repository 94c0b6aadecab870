/** A step of a path: a key, or `[name]` of a list member. */
export type Step = string;

/** Every scalar value of an object, by path. */
export type Leaves = ReadonlyMap<string, Leaf>;

export interface Leaf {
  readonly path: readonly Step[];
  /** A string, number, boolean or null; or an empty mapping or list. */
  readonly value: unknown;
}

/** Fields that identify the members of a list, as for the API server: the first one that every member has. */
const NAMES = ['name', 'mountPath', 'containerPort', 'port'] as const;

/**
 * The scalar values of plain data. Members of a list are identified by name if each has a unique one, so that adding or
 * removing one changes no other; otherwise by index.
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

/** Names of the members of a list; undefined unless each has a unique one. */
export function memberNames(members: readonly unknown[]): readonly string[] | undefined {
  for (const field of NAMES) {
    const names = members.map((member) => Object(member)[field]);
    if (names.every((name) => name !== undefined) && new Set(names).size === names.length) return names.map(String);
  }
  return undefined;
}

/** A path in the usual notation: `spec.template.spec.containers[redis].image`. */
export const pathText = (path: readonly Step[]): string =>
  path.reduce((text, step) => {
    if (step.startsWith('[')) return text + step;
    if (/^[\w-]+$/.test(step)) return text === '' ? step : `${text}.${step}`;
    return `${text}["${step}"]`;
  }, '');
