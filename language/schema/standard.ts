import { z } from 'zod';
import type { Place } from './place';
import { text } from './rules';

/** Keys that any workflow file may have at its top. */
export const topLevel = {
  name: text('a name').optional(),
  description: z.string('text').optional(),
  mode: z.enum(['standard', 'mapreduce'], "'standard' or 'mapreduce'").optional(),
  env: z.unknown().optional(),
  merge: z.unknown().optional(),
};

/** Composition and environment: refused in both kinds of file. */
export const unsupportedTopLevel = [
  ...['secrets', 'env_files', 'profiles'],
  ...['imports', 'extends', 'template', 'parameters', 'defaults', 'workflows'],
];

const ONLY_MAPREDUCE = "belongs to MapReduce files: add 'mode: mapreduce', or remove it";

/** Top of a standard workflow. */
export const standardPlace = {
  shape: z.object({ ...topLevel, commands: z.unknown().optional() }),
  unsupported: unsupportedTopLevel,
  misplaced: { setup: ONLY_MAPREDUCE, map: ONLY_MAPREDUCE, reduce: ONLY_MAPREDUCE, error_policy: ONLY_MAPREDUCE },
} satisfies Place;
