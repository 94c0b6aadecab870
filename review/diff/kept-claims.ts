import type { ReviewedObject } from '../reviewed-object';

/** Annotations that keep GitOps from pruning objects, each with its value. */
const KEEPING: ReadonlyMap<string, string> = new Map([
  ['kustomize.toolkit.fluxcd.io/prune', 'disabled'],
  ['argocd.argoproj.io/sync-options', 'Prune=false'],
]);

/** Whether this annotation keeps an object from being pruned. */
export const keepsBy = (annotation: string, value: unknown): boolean =>
  String(value)
    .split(',')
    .includes(KEEPING.get(annotation) ?? '');

/** Whether an object is kept when it is no longer committed. */
export const isKept = ({ metadata }: ReviewedObject): boolean =>
  Object.entries(metadata.annotations ?? {}).some(([annotation, value]) => keepsBy(annotation, value));
