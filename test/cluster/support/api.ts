// An ES module: imported when it is used.
const loadClient = () => import('@kubernetes/client-node');

type ObjectApi = InstanceType<Awaited<ReturnType<typeof loadClient>>['KubernetesObjectApi']>;

/** API version and kind of what tests look at again and again, by the name that kubectl has for it. */
const KINDS: Readonly<Record<string, readonly [apiVersion: string, kind: string]>> = {
  configmap: ['v1', 'ConfigMap'],
  job: ['batch/v1', 'Job'],
  namespace: ['v1', 'Namespace'],
  node: ['v1', 'Node'],
  persistentvolumeclaim: ['v1', 'PersistentVolumeClaim'],
  pod: ['v1', 'Pod'],
  secret: ['v1', 'Secret'],
  service: ['v1', 'Service'],
  serviceaccount: ['v1', 'ServiceAccount'],
  statefulset: ['apps/v1', 'StatefulSet'],
};

/** Undefined for a kind that only kubectl is asked about here. */
export const kindOf = (name: string): readonly [apiVersion: string, kind: string] | undefined =>
  KINDS[name] ?? KINDS[name.replace(/s$/, '')];

let api: Promise<ObjectApi> | undefined;

/**
 * The API server, without a kubectl process for each look: those would take more of the processor than the run that is
 * watched.
 */
export function objectApi(): Promise<ObjectApi> {
  api ??= connect();
  return api;
}

async function connect(): Promise<ObjectApi> {
  const { KubeConfig, KubernetesObjectApi } = await loadClient();
  const config = new KubeConfig();
  config.loadFromDefault();
  return KubernetesObjectApi.makeApiClient(config);
}
