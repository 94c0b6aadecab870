import type { ParameterType } from '../model/parameter';

/** What a value of each type must be, for messages. */
export const TYPE_RULES: Readonly<Record<ParameterType, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  any: 'any value',
};

/** Whether a value has a type. Text that looks like a number is text. */
export function isOfType(type: ParameterType, value: unknown): boolean {
  if (type === 'any') return true;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}
