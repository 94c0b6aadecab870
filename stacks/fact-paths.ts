import { z } from 'zod';
import { nearestName } from '../language/nearest-name';

/** Path to a fact, from the top: `['storage', 'storageClass']`. */
export type FactPath = readonly string[];

/** A fact's path as messages show it. */
export const pathText = (path: FactPath): string => path.join('.');

/** The schema at a path; undefined if the path is unknown. */
function schemaAt(schema: z.ZodType, path: FactPath): z.ZodType | undefined {
  return path.reduce<z.ZodType | undefined>((outer, name) => outer && inner(outer, name), schema);
}

/** Known names under a path; empty for single facts and where the author chooses the names. */
function namesAt(schema: z.ZodType, path: FactPath): string[] {
  const group = bare(schemaAt(schema, path));
  return group instanceof z.ZodObject ? Object.keys(group.shape) : [];
}

/**
 * Paths of all single facts, in the order of the schema. The path of a map of facts ends with the name `*`: each entry
 * counts as one fact, and so does a list.
 */
export function factPaths(schema: z.ZodType, path: FactPath = []): FactPath[] {
  const group = bare(schema);
  if (group instanceof z.ZodObject)
    return Object.entries(group.shape).flatMap(([name, of]) => factPaths(of as z.ZodType, [...path, name]));
  return [group instanceof z.ZodRecord ? [...path, '*'] : path];
}

/** Hint for an unknown name under a path. */
export function nameHint(schema: z.ZodType, path: FactPath, name: string, otherwise: string): string {
  const near = nearestName(name, namesAt(schema, path));
  return near === undefined ? otherwise : `did you mean ${near}?`;
}

/** Own properties only: `constructor` is not a fact. */
function inner(schema: z.ZodType, name: string): z.ZodType | undefined {
  const group = bare(schema);
  if (group instanceof z.ZodRecord) return group.valueType as z.ZodType;
  if (!(group instanceof z.ZodObject) || !Object.hasOwn(group.shape, name)) return undefined;
  return group.shape[name] as z.ZodType;
}

const bare = (schema: z.ZodType | undefined): unknown => (schema instanceof z.ZodOptional ? schema.unwrap() : schema);
