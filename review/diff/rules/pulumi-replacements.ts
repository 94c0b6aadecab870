/**
 * Fields whose change makes Pulumi's Kubernetes provider replace an object: facts transcribed by hand, for the kinds of
 * this project, from the tables in `provider/pkg/provider/diff.go` of pulumi/pulumi-kubernetes v4.32.0. They are data,
 * none of its code.
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

/** Kinds that are replaced when their data changes, unless a provider setting makes it mutable. */
const DATA: Readonly<Record<string, { readonly setting: keyof MutableData; readonly fields: readonly string[] }>> = {
  'v1/Secret': { setting: 'enableSecretMutable', fields: ['type', 'stringData', 'data'] },
  'v1/ConfigMap': { setting: 'enableConfigMapMutable', fields: ['binaryData', 'data'] },
};

/** Provider settings. */
export interface MutableData {
  readonly enableSecretMutable: boolean;
  readonly enableConfigMapMutable: boolean;
}

/** Dotted paths whose change replaces an object. */
export function replacingPaths(
  object: { readonly apiVersion: string; readonly kind: string; readonly immutable?: unknown },
  settings: MutableData,
): string[] {
  const kind = `${object.apiVersion}/${object.kind}`;
  const data = DATA[kind];
  const immutable = data !== undefined && (!settings[data.setting] || object.immutable === true);
  return [...OF_ALL, ...(immutable ? data.fields : (BY_KIND[kind] ?? []))];
}
