import { z } from 'zod';

/** What a mapping's keys mean beyond the types of their values. */
export interface Notes {
  /** Keys that are no longer, or not here, with what to write instead. */
  readonly refused?: Readonly<Record<string, string>>;
  /** Keys that authors write and that mean nothing, with what to write instead. */
  readonly ignored?: Readonly<Record<string, string>>;
  /** What is wrong with the keys taken together; told once, in the order of the list. */
  readonly check?: (value: Readonly<Record<string, unknown>>) => readonly Remark[];
}

/** Something to say about a mapping, or one of its keys. */
export interface Remark {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** The key that it is about; undefined: the mapping. */
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

/** The keys that a mapping has, of those named. */
export const present = (value: Readonly<Record<string, unknown>>, keys: readonly string[]): string[] =>
  keys.filter((key) => Object.hasOwn(value, key));
