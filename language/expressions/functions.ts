import { isEqual } from './compare';
import type { FunctionName } from './expression';

/** Results of functions; for unsupported operands they are false, and a length is missing. */
const ANSWERS: Readonly<Record<FunctionName, (value: unknown, other: unknown) => unknown>> = {
  contains: (value, other) => {
    if (typeof value === 'string') return typeof other === 'string' && value.includes(other);
    return Array.isArray(value) && value.some((entry) => isEqual(entry, other));
  },
  starts_with: (value, other) => typeof value === 'string' && typeof other === 'string' && value.startsWith(other),
  ends_with: (value, other) => typeof value === 'string' && typeof other === 'string' && value.endsWith(other),
  is_null: (value) => value === null || value === undefined,
  is_not_null: (value) => value !== null && value !== undefined,
  is_number: (value) => typeof value === 'number',
  is_string: (value) => typeof value === 'string',
  is_bool: (value) => typeof value === 'boolean',
  is_array: (value) => Array.isArray(value),
  is_object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  length: lengthOf,
};

export const callFunction = (name: FunctionName, operands: readonly unknown[]): unknown =>
  ANSWERS[name](operands[0], operands[1]);

/** Number of characters in a text, entries in a list or fields of an object; undefined for anything else. */
export function lengthOf(value: unknown): number | undefined {
  if (typeof value === 'string') return [...value].length;
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined;
}
