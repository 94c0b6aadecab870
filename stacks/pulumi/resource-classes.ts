import * as k8s from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';
import type { KubernetesObject } from '../kubernetes-object';

type ResourceClass = new (
  name: string,
  args: Record<string, unknown>,
  options: pulumi.CustomResourceOptions,
) => pulumi.CustomResource;

/**
 * The typed class of every kind that is rendered, by `apiVersion/kind`. Typed, since the engine decides by type what a
 * change replaces, and since the provider refuses generic resources of the core group. Kinds of operators have no type.
 */
const CLASSES: Readonly<Record<string, unknown>> = {
  'batch/v1/Job': k8s.batch.v1.Job,
  'apps/v1/StatefulSet': k8s.apps.v1.StatefulSet,
  'v1/ConfigMap': k8s.core.v1.ConfigMap,
  'v1/LimitRange': k8s.core.v1.LimitRange,
  'v1/Namespace': k8s.core.v1.Namespace,
  'v1/PersistentVolumeClaim': k8s.core.v1.PersistentVolumeClaim,
  'v1/ResourceQuota': k8s.core.v1.ResourceQuota,
  'v1/Service': k8s.core.v1.Service,
  'v1/ServiceAccount': k8s.core.v1.ServiceAccount,
  'cilium.io/v2/CiliumNetworkPolicy': k8s.apiextensions.CustomResource,
  'external-secrets.io/v1/ExternalSecret': k8s.apiextensions.CustomResource,
  'networking.k8s.io/v1/NetworkPolicy': k8s.networking.v1.NetworkPolicy,
  'policy/v1/PodDisruptionBudget': k8s.policy.v1.PodDisruptionBudget,
  'rbac.authorization.k8s.io/v1/Role': k8s.rbac.v1.Role,
  'rbac.authorization.k8s.io/v1/RoleBinding': k8s.rbac.v1.RoleBinding,
};

/**
 * The class for an object.
 *
 * @throws Error where there is none.
 */
export function resourceClass({ apiVersion, kind }: KubernetesObject): ResourceClass {
  const found = CLASSES[`${apiVersion}/${kind}`];
  if (found) return found as ResourceClass;
  throw new Error(
    `'kind' must be one that Pulumi is taught, got ${apiVersion} ${kind}: add its class to stacks/pulumi/resource-classes.ts`,
  );
}
