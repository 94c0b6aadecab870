import { isQuantity, parseQuantity } from '../../../contract/quantity';
import { isProperties, type Properties, type Value } from './secrets';

/** One property that is not as it was. */
export interface Change {
  readonly path: readonly (string | number)[];
  readonly kind: 'add' | 'delete' | 'update';
  /** What is there now; nothing for a deletion. */
  readonly value?: Value;
}

/** A live object with those properties alone that the inputs have too. */
export function pruned(live: Properties, inputs: Properties): Properties {
  const kept = Object.entries(live).filter(([key]) => key in inputs);
  return Object.fromEntries(kept.map(([key, value]) => [key, prunedValue(value, inputs[key] as Value)]));
}

function prunedValue(live: Value, input: Value): Value {
  if (Array.isArray(live) && Array.isArray(input))
    return live.slice(0, Math.max(input.length, 1)).map((one, index) => prunedValue(one, input[index] ?? one));
  return isProperties(live) && isProperties(input) ? pruned(live, input) : live;
}

/** How one value differs from another. */
export function changesOf(old: Value | undefined, now: Value | undefined, path: Change['path'] = []): Change[] {
  if (isProperties(old) && isProperties(now))
    return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((key) =>
      changesOf(old[key], now[key], [...path, key]),
    );
  if (Array.isArray(old) && Array.isArray(now)) {
    const longest = Math.max(old.length, now.length);
    return Array.from({ length: longest }, (_, index) => changesOf(old[index], now[index], [...path, index])).flat();
  }
  if (same(old, now)) return [];
  if (now === undefined) return [{ path, kind: 'delete' }];
  return [{ path, kind: old === undefined ? 'add' : 'update', value: now }];
}

/** Of the kinds that it knows the server leaves out what is empty, and it writes quantities its own way. */
function same(old: Value | undefined, now: Value | undefined): boolean {
  if (isEmpty(old) && isEmpty(now)) return true;
  const [left, right] = [String(old), String(now)];
  if (typeof old === 'object' || typeof now === 'object') return false;
  return left === right || (isQuantity(left) && isQuantity(right) && parseQuantity(left) === parseQuantity(right));
}

const isEmpty = (value: Value | undefined): boolean =>
  value ? typeof value === 'object' && Object.keys(value).length === 0 : true;

/** Whether a change touches a path that is written with dots. */
export function touches({ path, value }: Change, dotted: string): boolean {
  const steps = dotted.split('.');
  const shared = Math.min(path.length, steps.length);
  if (path.slice(0, shared).join('.') !== steps.slice(0, shared).join('.')) return false;
  // The change is within, or the change is of more and has it within.
  return path.length >= steps.length || holds(value, steps.slice(path.length));
}

const holds = (value: Value | undefined, [first, ...rest]: readonly string[]): boolean =>
  first === undefined || (isProperties(value) && first in value && holds(value[first], rest));

/** As the engine writes paths: `metadata.labels["prodigy.io/run-id"]`. */
export const written = (path: Change['path']): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    if (/[."[\]]/.test(step)) return `${text}["${step}"]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
