import type { Comparison } from './expression';

/**
 * How values of different kinds compare: `typed` never equals them, as JSON does not; in `captured` values, text that
 * is a number or a truth value compares as one with numbers and truth values, since what a step prints is text.
 */
export type Comparing = 'typed' | 'captured';

/**
 * Compare two values. A missing one compares false, whatever the operator; only `null` beside `==` or `!=` asks
 * whether the other is null or missing.
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

/** Whether two JSON values are the same; the order of an object's fields does not count. */
export const isEqual = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && canonicalJson(a) === canonicalJson(b));

function inOrder(a: unknown, operator: Comparison, b: unknown): boolean {
  const areNumbers = typeof a === 'number' && typeof b === 'number';
  if (!areNumbers && !(typeof a === 'string' && typeof b === 'string')) return false;
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

/** Text beside a number or a truth value as one of these; two texts in an order comparison as numbers, if both are. */
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

/** A JSON value as text that equal values share. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_, entry: unknown) =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry)
      ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))
      : entry,
  );
