import { z } from 'zod';
import { nearestName } from '../language/nearest-name';

/** Names that lead to a fact, from the top: `['storage', 'storageClass']`. */
export type FactPath = readonly string[];

/** A fact as people and messages name it. */
export const pathText = (path: FactPath): string => path.join('.');

/** The schema of what stands at a path; undefined where nothing may stand there. */
export function schemaAt(schema: z.ZodType, path: FactPath): z.ZodType | undefined {
  return path.reduce<z.ZodType | undefined>((outer, name) => outer && inner(outer, name), schema);
}

/** Names that may stand under a path; empty where whoever writes chooses them, and under single facts. */
export function namesAt(schema: z.ZodType, path: FactPath): string[] {
  const group = bare(schemaAt(schema, path));
  return group instanceof z.ZodObject ? Object.keys(group.shape) : [];
}

/**
 * Paths of every single fact, in the order of the schema. Facts by name end with the name `*`: each of them is one
 * fact, as a list is.
 */
export function factPaths(schema: z.ZodType, path: FactPath = []): FactPath[] {
  const group = bare(schema);
  if (group instanceof z.ZodObject)
    return Object.entries(group.shape).flatMap(([name, of]) => factPaths(of as z.ZodType, [...path, name]));
  return [group instanceof z.ZodRecord ? [...path, '*'] : path];
}

/** What to do about a name that is not known under a path. */
export function nameHint(schema: z.ZodType, path: FactPath, name: string, otherwise: string): string {
  const near = nearestName(name, namesAt(schema, path));
  return near === undefined ? otherwise : `did you mean ${near}?`;
}

/** Own names alone: `constructor` is nobody's fact. */
function inner(schema: z.ZodType, name: string): z.ZodType | undefined {
  const group = bare(schema);
  if (group instanceof z.ZodRecord) return group.valueType as z.ZodType;
  if (!(group instanceof z.ZodObject) || !Object.hasOwn(group.shape, name)) return undefined;
  return group.shape[name] as z.ZodType;
}

const bare = (schema: z.ZodType | undefined): unknown => (schema instanceof z.ZodOptional ? schema.unwrap() : schema);
