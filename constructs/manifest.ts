import type { k8s } from 'cdk8s-plus-28';

/** Props of each kind of object: the types of Kubernetes 1.28. */
interface PropsByKind {
  readonly ConfigMap: k8s.KubeConfigMapProps;
  readonly Job: k8s.KubeJobProps;
  readonly LimitRange: k8s.KubeLimitRangeProps;
  readonly Namespace: k8s.KubeNamespaceProps;
  readonly NetworkPolicy: k8s.KubeNetworkPolicyProps;
  readonly PersistentVolumeClaim: k8s.KubePersistentVolumeClaimProps;
  readonly PodDisruptionBudget: k8s.KubePodDisruptionBudgetProps;
  readonly ResourceQuota: k8s.KubeResourceQuotaProps;
  readonly Role: k8s.KubeRoleProps;
  readonly RoleBinding: k8s.KubeRoleBindingProps;
  readonly Service: k8s.KubeServiceProps;
  readonly ServiceAccount: k8s.KubeServiceAccountProps;
  readonly StatefulSet: k8s.KubeStatefulSetProps;
}

const API_VERSIONS: { readonly [Kind in keyof PropsByKind]: string } = {
  ConfigMap: 'v1',
  Job: 'batch/v1',
  LimitRange: 'v1',
  Namespace: 'v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  PersistentVolumeClaim: 'v1',
  PodDisruptionBudget: 'policy/v1',
  ResourceQuota: 'v1',
  Role: 'rbac.authorization.k8s.io/v1',
  RoleBinding: 'rbac.authorization.k8s.io/v1',
  Service: 'v1',
  ServiceAccount: 'v1',
  StatefulSet: 'apps/v1',
};

/**
 * A Kubernetes manifest. The types are those of cdk8s' typed classes; the classes themselves, which copy every object
 * twice to write it, are not loaded. They spell some fields differently, `clusterIp` for `clusterIP`: a manifest uses
 * Kubernetes' spelling, and the tests validate every object against Kubernetes' schemas.
 */
export const manifestOf = <Kind extends keyof PropsByKind>(kind: Kind, props: PropsByKind[Kind]) => ({
  apiVersion: API_VERSIONS[kind],
  kind,
  ...props,
});

/** A quantity: its type requires an instance of a class, but a manifest holds the wrapped value. */
export const quantity = (amount: string | number): k8s.Quantity => amount as unknown as k8s.Quantity;

/** A number or a name, such as a port's; see {@link quantity}. */
export const intOrString = (value: string | number): k8s.IntOrString => value as unknown as k8s.IntOrString;
