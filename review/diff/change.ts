import { type Leaf, type Leaves, leavesOf, type Step } from './leaves';

/** One changed value. */
export interface Change {
  readonly path: readonly Step[];
  /** Undefined if it was added. */
  readonly before: unknown;
  /** Undefined if it was removed. */
  readonly after: unknown;
}

/** The differences between two pieces of plain data, by path; empty if there are none. */
export function changesOf(base: unknown, head: unknown): Change[] {
  const [old, now] = [leavesOf(base), leavesOf(head)];
  const paths = new Map<string, Leaf>([...old, ...now]);
  return [...paths]
    .map(([key, { path }]) => ({ path, before: valueAt(old, key), after: valueAt(now, key) }))
    .filter(({ before, after }) => !isSame(before, after))
    .sort(byPath);
}

/**
 * Compose two consecutive differences; a change that was undone disappears.
 *
 * @param first from A to B.
 * @param second from B to C.
 * @returns from A to C.
 */
export function composed(first: readonly Change[], second: readonly Change[]): Change[] {
  const both = new Map(first.map((change) => [JSON.stringify(change.path), change]));
  for (const { path, before, after } of second) {
    const key = JSON.stringify(path);
    const earlier = both.get(key);
    both.set(key, { path, before: earlier ? earlier.before : before, after });
  }
  return [...both.values()].filter(({ before, after }) => !isSame(before, after)).sort(byPath);
}

const valueAt = (leaves: Leaves, key: string): unknown => leaves.get(key)?.value;

/** Leaves are scalars or empty collections, so comparing their text is enough. */
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function byPath(a: Change, b: Change): number {
  const [one, other] = [JSON.stringify(a.path), JSON.stringify(b.path)];
  return one < other ? -1 : Number(one > other);
}
