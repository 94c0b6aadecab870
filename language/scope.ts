import type { Reference } from './references';

/** What references resolve to: JSON values by name. */
export class Scope {
  /**
   * @param values JSON values by name. A name may have dots: `{ 'shell.output': 'x' }` and `{ shell: { output: 'x' } }`
   *   answer `${shell.output}` alike; the longer name goes first. Only own properties count.
   */
  public constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  /**
   * The text that a reference stands for.
   * @returns undefined where nothing is known: then the reference stays as it is written.
   */
  public resolve(reference: Reference): string | undefined {
    const value = this.lookup(reference.path);
    const text = value === undefined ? undefined : renderValue(value);
    if (reference.fallback === undefined) return text;
    return text === undefined || text === '' ? reference.fallback : text;
  }

  /** The value at a path, undefined where there is none. */
  public lookup(path: readonly string[]): unknown {
    for (let length = path.length; length > 0; length--) {
      const start = ownValue(this.values, path.slice(0, length).join('.'));
      const value = path.slice(length).reduce(ownValue, start);
      if (value !== undefined) return value;
    }
    return undefined;
  }
}

/** Names that lead out of the data and into JavaScript; refused even where a document defines them. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

function ownValue(holder: unknown, name: string): unknown {
  if (typeof holder !== 'object' || holder === null || FORBIDDEN.has(name) || !Object.hasOwn(holder, name))
    return undefined;
  if (Array.isArray(holder) && !/^\d+$/.test(name)) return undefined;
  return (holder as Record<string, unknown>)[name];
}

/**
 * A JSON value as text: strings as they are, null as nothing, a list of strings joined by `, `, the rest as compact
 * JSON.
 */
export function renderValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'string'))
    return value.join(', ');
  return JSON.stringify(value);
}
