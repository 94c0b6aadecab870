import { createHash } from 'node:crypto';
import { MAX_RUN_ID_LENGTH } from '../contract/names';

/** Hexadecimal digits of the hash in a run id. */
const HASH_LENGTH = 8;

/** Room for `-2` … `-9`, which `--again` appends. */
const SUFFIX_LENGTH = 2;

/**
 * Id of the objects while their own id is not known yet. Its length does not matter, since it is the same for every
 * run; a run of this very name is told apart by the hash.
 */
export const PLACEHOLDER_RUN_ID = 'run';

/**
 * Id of a run: the workflow's slug and a hash over everything that is rendered. Equal ids mean equal objects, so
 * nothing immutable is ever patched, and any change of image, text or setting is another run.
 *
 * @param slug of the workflow's name.
 * @param objects of the run, rendered with {@link PLACEHOLDER_RUN_ID}.
 */
export function derivedRunId(slug: string, objects: readonly unknown[]): string {
  return hashedRunId(slug, objects.map(canonicalText));
}

/** The same, of objects in canonical text. */
export function hashedRunId(slug: string, texts: readonly string[]): string {
  const hash = createHash('sha256')
    .update([...texts].sort().join('\n'))
    .digest('hex')
    .slice(0, HASH_LENGTH);
  const room = MAX_RUN_ID_LENGTH - SUFFIX_LENGTH - HASH_LENGTH - 1;
  return `${slug.slice(0, room).replace(/-+$/, '')}-${hash}`;
}

/** JSON with sorted keys: equal values give equal text, however they were made. */
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

/** Whether keys are sorted as they are: all of what a construct rendered are, but for the top level. */
function isInOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  const keys = Object.keys(value);
  return (
    keys.every((key, index) => index === 0 || (keys[index - 1] as string) < key) &&
    Object.values(value).every(isInOrder)
  );
}
