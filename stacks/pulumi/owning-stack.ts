import * as pulumi from '@pulumi/pulumi';
import { SUBMITTER_ROLE } from '../../constructs/tenant';
import { Annotation } from '../../contract/labels';
import type { KubernetesObject } from '../kubernetes-object';
import type { ClusterApi } from './cluster-access';

/** What the stack is called that a program deploys. */
export const ownName = (): string => `${pulumi.getProject()}/${pulumi.getStack()}`;

/** An object of a tenant, annotated with the stack that deploys it. */
export const ofStack = (object: KubernetesObject, stack: string): KubernetesObject => ({
  ...object,
  metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [Annotation.STACK]: stack } },
});

/**
 * Ask a cluster, before anything changes, whether another stack has deployed the tenant of a namespace: what both had,
 * each would take from the other. The Role of submitters tells it, which every tenant has, and which goes with its stack.
 *
 * @throws Error, one sentence, where another stack has.
 */
export async function refuseSharing(
  api: Pick<ClusterApi, 'roleAnnotations'>,
  namespace: string,
  stack: string,
): Promise<void> {
  const other = (await api.roleAnnotations(SUBMITTER_ROLE, namespace))?.[Annotation.STACK];
  if (other === undefined || other === stack) return;
  throw new Error(
    `namespace ${namespace} must be of one stack, got one that ${other} has deployed: give its cluster another ` +
      `'namespace', or destroy that stack first`,
  );
}
