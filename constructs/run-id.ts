import { createHash } from 'node:crypto';
import { MAX_RUN_ID_LENGTH } from '../contract/names';

/** Hexadecimal digits of the hash in a run id. */
const HASH_LENGTH = 8;

/** Room for `-2` … `-9`, which `--again` appends. */
const SUFFIX_LENGTH = 2;

/**
 * Run id of the objects while their own is not known yet. Its length does not matter, since it is the same for every
 * run; a run of this very name differs by its hash.
 */
export const PLACEHOLDER_RUN_ID = 'run';

/**
 * Id of a run: the workflow's slug and a hash of everything that is rendered. Equal ids mean equal objects, so nothing
 * immutable is ever patched, and any change of image, text or setting is a new run.
 *
 * @param slug of the workflow's name.
 * @param objects of the run, rendered with {@link PLACEHOLDER_RUN_ID}.
 */
export function derivedRunId(slug: string, objects: readonly unknown[]): string {
  return hashedRunId(slug, objects.map(canonicalText));
}

/** Like {@link derivedRunId}, for objects already in canonical JSON. */
export function hashedRunId(slug: string, texts: readonly string[]): string {
  const hash = createHash('sha256')
    .update([...texts].sort().join('\n'))
    .digest('hex')
    .slice(0, HASH_LENGTH);
  const room = MAX_RUN_ID_LENGTH - SUFFIX_LENGTH - HASH_LENGTH - 1;
  return `${slug.slice(0, room).replace(/-+$/, '')}-${hash}`;
}

/** JSON with sorted keys: equal values give equal text, whatever their key order. */
export function canonicalText(value: unknown): string {
  if (isInOrder(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalText(item ?? null)).join()}]`;
  const object = value as { readonly [key: string]: unknown };
  const keys = Object.keys(object).filter((key) => object[key] !== undefined);
  return `{${keys
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalText(object[key])}`)
    .join()}}`;
}

/** Whether keys are already sorted: everything that a construct rendered is, except at the top level. */
function isInOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  const keys = Object.keys(value);
  return (
    keys.every((key, index) => index === 0 || (keys[index - 1] as string) < key) &&
    Object.values(value).every(isInOrder)
  );
}
