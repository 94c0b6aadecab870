import type { Comparison } from './expression';

/**
 * How values of different types compare. `typed`: never equal, as in JSON. `captured`: text that is a number or boolean
 * compares as one with numbers and booleans, since a step's output is always text.
 */
export type Comparing = 'typed' | 'captured';

/**
 * Compare two values. Comparisons with a missing value are false, whatever the operator; only `null` with `==` or `!=`
 * tests whether the other one is null or missing.
 */
export function compares(left: unknown, operator: Comparison, right: unknown, comparing: Comparing): boolean {
  const asksForNull = (left === null || right === null) && (operator === '==' || operator === '!=');
  if (asksForNull) return isEmpty(left) === isEmpty(right) ? operator === '==' : operator === '!=';
  if (left === undefined || right === undefined) return false;
  const [a, b] = comparing === 'captured' ? alike(left, right, operator) : [left, right];
  if (operator === '==') return isEqual(a, b);
  if (operator === '!=') return !isEqual(a, b);
  return inOrder(a, operator, b);
}

const isEmpty = (value: unknown): boolean => value === null || value === undefined;

/** Whether two JSON values are equal; the order of an object's fields does not matter. */
export const isEqual = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && canonicalJson(a) === canonicalJson(b));

function inOrder(a: unknown, operator: Comparison, b: unknown): boolean {
  const areNumbers = typeof a === 'number' && typeof b === 'number';
  if (!areNumbers && !(typeof a === 'string' && typeof b === 'string')) return false;
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

/** Convert text beside a number or boolean to that type; in order comparisons, two texts to numbers if both are. */
function alike(left: unknown, right: unknown, operator: Comparison): readonly [unknown, unknown] {
  const [a, b] = [scalarOf(left), scalarOf(right)];
  if (typeof left === 'string' && typeof right === 'string') {
    const ordered = operator !== '==' && operator !== '!=' && typeof a === 'number' && typeof b === 'number';
    return ordered ? [a, b] : [left, right];
  }
  return typeof a === typeof b ? [a, b] : [left, right];
}

function scalarOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (text === 'true' || text === 'false') return text === 'true';
  return /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : value;
}

/** False: missing, null, false, 0, an empty list, and the texts '', 'false' and '0'. Everything else is true. */
export function isTrue(value: unknown): boolean {
  if (typeof value === 'string') return !['', 'false', '0'].includes(value.trim());
  if (Array.isArray(value)) return value.length > 0;
  return value !== undefined && value !== null && value !== false && value !== 0;
}

/** Canonical JSON text: equal values have equal texts. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_, entry: unknown) =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry)
      ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))
      : entry,
  );
