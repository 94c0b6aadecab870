/**
 * Which changes of an object Pulumi's Kubernetes plugin answers with a replacement: facts transcribed by hand, for the
 * kinds of this project, from the tables of `provider/pkg/provider/diff.go` as they stand in v4.32.0 of
 * pulumi/pulumi-kubernetes. They are data and no code of it.
 */
const BY_KIND: Readonly<Record<string, readonly string[]>> = {
  'batch/v1/Job': ['spec.completions', 'spec.parallelism', 'spec.selector', 'spec.template'],
  'apps/v1/StatefulSet': [
    'spec.podManagementPolicy',
    'spec.revisionHistoryLimit',
    'spec.selector',
    'spec.serviceName',
    'spec.volumeClaimTemplates',
  ],
  'v1/PersistentVolumeClaim': ['spec.accessModes', 'spec.selector', 'spec.storageClassName', 'spec.volumeName'],
  'v1/ResourceQuota': ['spec.scopes'],
  'v1/Secret': ['type'],
  'v1/Service': ['spec.clusterIP'],
  'rbac.authorization.k8s.io/v1/RoleBinding': ['roleRef'],
};

const OF_ALL = ['metadata.name', 'metadata.namespace'];

/** Kinds whose data replaces them, unless a setting of the provider says that it may change in place. */
const DATA: Readonly<Record<string, { readonly setting: keyof MutableData; readonly fields: readonly string[] }>> = {
  'v1/Secret': { setting: 'enableSecretMutable', fields: ['type', 'stringData', 'data'] },
  'v1/ConfigMap': { setting: 'enableConfigMapMutable', fields: ['binaryData', 'data'] },
};

/** Settings of the provider. */
export interface MutableData {
  readonly enableSecretMutable: boolean;
  readonly enableConfigMapMutable: boolean;
}

/** Paths, written with dots, whose change replaces an object. */
export function replacingPaths(
  object: { readonly apiVersion: string; readonly kind: string; readonly immutable?: unknown },
  settings: MutableData,
): string[] {
  const kind = `${object.apiVersion}/${object.kind}`;
  const data = DATA[kind];
  const immutable = data !== undefined && (!settings[data.setting] || object.immutable === true);
  return [...OF_ALL, ...(immutable ? data.fields : (BY_KIND[kind] ?? []))];
}
