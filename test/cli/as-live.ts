import { formatBytes, formatCpu, isQuantity, parseQuantity } from '../../contract/quantity';
import type { KubernetesObject } from '../../stacks/kubernetes-object';

type Fields = Record<string, unknown>;

/** What an API server adds to objects that say nothing of it. */
const POD = { dnsPolicy: 'ClusterFirst', restartPolicy: 'Always', schedulerName: 'default-scheduler' };
const CONTAINER = { terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' };
const SPECS: Readonly<Record<string, Fields>> = {
  Job: { backoffLimit: 6, suspend: false, podReplacementPolicy: 'Failed', manualSelector: false },
  StatefulSet: { replicas: 1, revisionHistoryLimit: 10, podManagementPolicy: 'OrderedReady' },
  Service: { internalTrafficPolicy: 'Cluster', sessionAffinity: 'None', ipFamilyPolicy: 'SingleStack' },
  PersistentVolumeClaim: { volumeMode: 'Filesystem', volumeName: 'pvc-1' },
};

/** An object as an API server keeps it after somebody has applied it: defaults, status, fields of managers. */
export function asLive(object: KubernetesObject, manager = 'kustomize-controller'): Fields {
  const copy = withDefaults(structuredClone(object) as unknown as Fields, object.kind);
  const { apiVersion: _, kind: __, ...owned } = object as unknown as Fields & { metadata: Fields };
  const { name, namespace, ...metadata } = owned.metadata as Fields;
  const fieldsV1 = fieldsOf({ ...owned, metadata });
  return {
    ...(copy as Fields),
    metadata: {
      ...(object.metadata as object),
      uid: `uid-${name}`,
      creationTimestamp: '2026-01-01T00:00:00Z',
      resourceVersion: '1',
      managedFields: [
        { manager, operation: 'Apply', fieldsType: 'FieldsV1', fieldsV1 },
        {
          manager: 'kube-controller-manager',
          operation: 'Update',
          subresource: 'status',
          fieldsV1: { 'f:status': {} },
        },
      ],
    },
    status: { phase: 'Bound' },
  };
}

function withDefaults(object: Fields, kind: string): Fields {
  const spec = object.spec as Fields | undefined;
  const whole = spec ? { ...object, spec: { ...SPECS[kind], ...spec } } : object;
  return walked(whole, []) as Fields;
}

/** Amounts are written the server's way, ports have a protocol, pods what nobody says of them; `""` is dropped. */
function walked(value: unknown, path: readonly string[]): unknown {
  const key = path.at(-1);
  if (Array.isArray(value)) return value.map((one) => walked(one, [...path, '[]']));
  if (typeof value === 'object' && value !== null) {
    const inner = Object.entries(value)
      .filter(([, one]) => one !== '')
      .map(([name, one]) => [name, walked(one, [...path, name])]);
    const isContainer = key === '[]' && /ontainers$/.test(path.at(-2) ?? '');
    return {
      ...(isContainer && CONTAINER),
      ...(key === 'spec' && path.includes('template') && POD),
      ...(key === '[]' && path.at(-2) === 'ports' && { protocol: 'TCP' }),
      ...Object.fromEntries(inner),
    };
  }
  const isAmount = ['requests', 'limits', 'hard'].includes(path.at(-2) ?? '') && isQuantity(String(value));
  if (!isAmount) return value;
  const amount = parseQuantity(String(value));
  return key === 'cpu' ? formatCpu(amount) : /memory|storage/.test(key ?? '') ? formatBytes(amount) : value;
}

/** Lists whose members have names are merged by them; all others are set as a whole. */
function fieldsOf(value: unknown): Fields {
  if (Array.isArray(value)) {
    if (!value.every((one) => typeof one === 'object' && one !== null && 'name' in one)) return {};
    return Object.fromEntries(
      value.map((one) => [`k:${JSON.stringify({ name: one.name })}`, { '.': {}, ...fieldsOf(one) }]),
    );
  }
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [`f:${key}`, fieldsOf(inner)]));
}
