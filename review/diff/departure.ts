import { Label } from '../../contract/labels';
import { isKept } from './kept-claims';
import type { Placed } from './rendering';

/** Kinds that a stack of Pulumi keeps when they leave it, with or without a run. */
export const KEEPS_DATA: readonly string[] = ['PersistentVolumeClaim', 'Namespace'];

/**
 * Why an object stays on its cluster when it is no longer rendered. The policies of a stack are taken to be the default
 * ones: runs, claims and namespaces stay when they leave it.
 *
 * @returns undefined where whoever delivers it takes it away, or where nobody knows who that is.
 * @see stacks/pulumi/object-options.ts
 */
export function reasonToStay({ object, delivery }: Placed): string | undefined {
  if (delivery === 'cli') return 'nobody takes away what was submitted';
  const isOfRun = object.metadata.labels?.[Label.RUN_ID] !== undefined;
  if (delivery === 'pulumi' && (isOfRun || KEEPS_DATA.includes(object.kind))) return 'its stack keeps what leaves it';
  return isKept(object) ? 'its annotations keep it' : undefined;
}
