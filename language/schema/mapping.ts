import { z } from 'zod';

/** Rules for a mapping's keys beyond the types of their values. */
export interface Notes {
  /** Keys that are obsolete or not allowed here, with what to write instead. */
  readonly refused?: Readonly<Record<string, string>>;
  /** Keys that authors use but that have no effect, with what to write instead. */
  readonly ignored?: Readonly<Record<string, string>>;
  /** Checks the keys in combination; each remark is reported once, in this order. */
  readonly check?: (value: Readonly<Record<string, unknown>>) => readonly Remark[];
}

/** A message about a mapping or one of its keys. */
export interface Remark {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** The key concerned; undefined: the mapping. */
  readonly key?: string;
}

/** Notes of each mapping of the format. */
export const notes = z.registry<Notes>();

/**
 * A mapping of the format.
 * @param id its name in the JSON Schema.
 */
export function mapping<Shape extends z.ZodRawShape>(id: string, shape: Shape, about: Notes = {}) {
  const schema = z.object(shape, 'a mapping').meta({ id });
  notes.add(schema, about);
  return schema;
}

/** `a`, `b` or `c`. */
export const oneOf = (names: readonly string[]): string => {
  const quoted = names.map((name) => `'${name}'`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
};

/** One of these texts. */
export const choice = <const Names extends readonly string[]>(names: Names) => z.enum(names, oneOf(names));

/** Those of the named keys that a mapping has. */
export const present = (value: Readonly<Record<string, unknown>>, keys: readonly string[]): string[] =>
  keys.filter((key) => Object.hasOwn(value, key));
