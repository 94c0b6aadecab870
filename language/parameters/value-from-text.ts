import type { ParameterType } from '../model/parameter';
import { isOfType } from './parameter-type';

const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Convert text, such as from a command line, to a value of a type: `3` for a number, JSON for a list.
 * @returns the text itself if it is not of that type; {@link runParameters} then reports it.
 */
export function valueFromText(text: string, type: ParameterType): unknown {
  if (type === 'number') return NUMBER.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
  if (type === 'boolean') return text === 'true' || (text === 'false' ? false : text);
  if (type !== 'array' && type !== 'object') return text;
  try {
    const value: unknown = JSON.parse(text);
    return isOfType(type, value) ? value : text;
  } catch {
    return text;
  }
}
