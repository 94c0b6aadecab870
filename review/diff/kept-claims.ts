import type { ReviewedObject } from '../reviewed-object';

/** Annotations by which GitOps leaves alone what is no longer committed, each with the value that says so. */
const KEEPING: ReadonlyMap<string, string> = new Map([
  ['kustomize.toolkit.fluxcd.io/prune', 'disabled'],
  ['argocd.argoproj.io/sync-options', 'Prune=false'],
]);

/** Whether this annotation keeps an object that is no longer committed. */
export const keepsBy = (annotation: string, value: unknown): boolean =>
  String(value)
    .split(',')
    .includes(KEEPING.get(annotation) ?? '');

/** Whether an object stays where it is no longer committed. */
export const isKept = ({ metadata }: ReviewedObject): boolean =>
  Object.entries(metadata.annotations ?? {}).some(([annotation, value]) => keepsBy(annotation, value));
