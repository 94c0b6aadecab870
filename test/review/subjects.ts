import type { ClusterFacts } from '../../contract/cluster-facts';
import type { PodSpec } from '../../review/pods';
import type { Check, Subject } from '../../review/preflight/check';
import type { ReviewedObject } from '../../review/reviewed-object';
import { targetNamed } from '../../stacks/targets';

/** A cluster without a repository cache whose quota holds 100 CPU. */
export const production: ClusterFacts = targetNamed('production');

/** An object with what a test gives it. */
export const object = (kind: string, name: string, rest: Record<string, unknown> = {}): ReviewedObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name },
  ...rest,
});

/** The agents of a run. */
export const job = (spec: Record<string, unknown> = {}, pod: PodSpec = {}): ReviewedObject =>
  object('Job', 'agents', { apiVersion: 'batch/v1', spec: { ...spec, template: { spec: pod } } });

/** One pod with a name that stays. */
export const statefulSet = (name: string, pod: PodSpec, spec: Record<string, unknown> = {}): ReviewedObject =>
  object('StatefulSet', name, { apiVersion: 'apps/v1', spec: { ...spec, template: { spec: pod } } });

export const claim = (name: string, spec: Record<string, unknown>): ReviewedObject =>
  object('PersistentVolumeClaim', name, { spec });

/** What a check says of objects on the production cluster, with some facts changed. */
export function complaints(
  check: Check,
  objects: readonly ReviewedObject[],
  facts: Partial<ClusterFacts> = {},
  tenant: Subject['tenant'] = [],
) {
  const found = check.complaints({ objects, tenant, facts: { ...production, ...facts } });
  return found.map(({ about, severity, message, wayOut, reason }) => ({
    about: about.metadata.name,
    severity,
    text: `${message}: ${wayOut}`,
    reason,
  }));
}
