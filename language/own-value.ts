/** Names that reach from the data into JavaScript; refused even if a document defines them. */
export const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** A field of an object or element of a list: own properties only, undefined if there is none. */
export function ownValue(holder: unknown, name: string): unknown {
  if (typeof holder !== 'object' || holder === null || FORBIDDEN_NAMES.has(name) || !Object.hasOwn(holder, name))
    return undefined;
  if (Array.isArray(holder) && !/^\d+$/.test(name)) return undefined;
  return (holder as Record<string, unknown>)[name];
}
