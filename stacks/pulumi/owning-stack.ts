import * as pulumi from '@pulumi/pulumi';
import { SUBMITTER_ROLE } from '../../constructs/tenant';
import { Annotation } from '../../contract/labels';
import type { KubernetesObject } from '../kubernetes-object';
import type { ClusterApi } from './cluster-access';

/** The stack that this program deploys, as `project/stack`. */
export const ownName = (): string => `${pulumi.getProject()}/${pulumi.getStack()}`;

/** A tenant's object, annotated with the stack that deploys it. */
export const ofStack = (object: KubernetesObject, stack: string): KubernetesObject => ({
  ...object,
  metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [Annotation.STACK]: stack } },
});

/**
 * Check, before anything changes, that no other stack has deployed the tenant of a namespace: the two would take shared
 * objects from each other. The submitter Role shows it: every tenant has one, and it is deleted with its stack.
 *
 * @throws Error, in one sentence, if another stack has.
 */
export async function refuseSharing(
  api: Pick<ClusterApi, 'roleAnnotations'>,
  namespace: string,
  stack: string,
): Promise<void> {
  const other = (await api.roleAnnotations(SUBMITTER_ROLE, namespace))?.[Annotation.STACK];
  if (other === undefined || other === stack) return;
  throw new Error(
    `namespace ${namespace} must belong to one stack, got one that ${other} has deployed: give its cluster another ` +
      `'namespace', or destroy that stack first`,
  );
}
