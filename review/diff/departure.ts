import { Label } from '../../contract/labels';
import { isKept } from './kept-claims';
import type { Placed } from './rendering';

/** Kinds that a Pulumi stack retains when they are removed from it, with or without a run. */
export const KEEPS_DATA: readonly string[] = ['PersistentVolumeClaim', 'Namespace'];

/**
 * Why an object stays on its cluster when it is no longer rendered. Assumes the stack's default policies: runs, claims
 * and namespaces are retained when removed from it.
 *
 * @returns undefined if the tool that delivers the object deletes it, or if that tool is not known.
 * @see stacks/pulumi/object-options.ts
 */
export function reasonToStay({ object, delivery }: Placed): string | undefined {
  if (delivery === 'cli') return 'submitted objects are not pruned';
  const isOfRun = object.metadata.labels?.[Label.RUN_ID] !== undefined;
  if (delivery === 'pulumi' && (isOfRun || KEEPS_DATA.includes(object.kind))) return 'its stack retains it';
  return isKept(object) ? 'its annotations prevent pruning' : undefined;
}
