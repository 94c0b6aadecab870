import type {
  ClusterSeen,
  DaemonSetSeen,
  NodeSeen,
  QuotaSeen,
  StorageClassSeen,
} from '../../review/cluster/cluster-seen';
import { CliError, Status } from '../cli-error';
import type { Kube, LiveObject } from '../kube';
import { OURS } from './reports';

/** Number of requests to measure the API server's latency. */
const QUESTIONS = 5;

/** Permissions needed to submit a run and to continue it. */
const NEEDED: readonly (readonly [verb: string, group: string, resource: string])[] = [
  ['create', 'batch', 'jobs'],
  ['patch', 'batch', 'jobs'],
  ['create', 'apps', 'statefulsets'],
  ['create', '', 'configmaps'],
  ['create', '', 'persistentvolumeclaims'],
  ['patch', '', 'persistentvolumeclaims'],
  ['create', '', 'services'],
  ['create', '', 'serviceaccounts'],
  ['create', 'rbac.authorization.k8s.io', 'roles'],
  ['create', 'rbac.authorization.k8s.io', 'rolebindings'],
  ['create', 'networking.k8s.io', 'networkpolicies'],
  ['list', '', 'pods'],
];

/**
 * Inspect everything on a cluster that decides whether runs work there.
 * @throws CliError if it cannot be reached, or rejects the user.
 */
export async function seeCluster(kube: Kube, namespace: string): Promise<ClusterSeen> {
  const { version, latencyMs } = await greeted(kube);
  const [nodes, there, storageClasses, csiDrivers, daemonSets, crds, quotas, pods] = await Promise.all([
    allowed(kube.list('v1', 'Node', undefined, '')),
    allowed(kube.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace }).then((found) => found !== undefined)),
    allowed(kube.list('storage.k8s.io/v1', 'StorageClass', undefined, '')),
    allowed(kube.list('storage.k8s.io/v1', 'CSIDriver', undefined, '')),
    allowed(kube.list('apps/v1', 'DaemonSet', undefined, '')),
    allowed(kube.list('apiextensions.k8s.io/v1', 'CustomResourceDefinition', undefined, '')),
    allowed(kube.list('v1', 'ResourceQuota', namespace, '')),
    allowed(kube.list('v1', 'Pod', namespace, OURS)),
  ]);
  return {
    latencyMs,
    version,
    namespace: there,
    nodes: nodes?.map(nodeSeen),
    storageClasses: storageClasses?.map(classSeen),
    csiDrivers: csiDrivers?.map(nameOf),
    daemonSets: daemonSets?.map(daemonSetSeen),
    crds: crds?.map(nameOf),
    quotas: quotas?.map(quotaSeen),
    pendingPods: pods?.filter(({ status }) => status?.phase === 'Pending').length,
    missingRights: await missingRights(kube, namespace),
  };
}

async function greeted(kube: Kube): Promise<{ version: string; latencyMs: number }> {
  const times: number[] = [];
  let version = await kube.version();
  for (let question = 0; question < QUESTIONS; question += 1) {
    const start = performance.now();
    version = await kube.version();
    times.push(performance.now() - start);
  }
  return { version, latencyMs: times.sort((a, b) => a - b)[Math.floor(QUESTIONS / 2)] as number };
}

/** Undefined if this user lacks the permission. */
async function allowed<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CliError && error.status === Status.DENIED) return undefined;
    throw error;
  }
}

async function missingRights(kube: Kube, namespace: string): Promise<string[]> {
  const answers = await Promise.all(
    NEEDED.map(async ([verb, group, resource]) => {
      const may = await kube.may(verb, group, resource, namespace);
      return may ? [] : [`${verb} ${resource}${group === '' ? '' : `.${group}`}`];
    }),
  );
  return answers.flat();
}

const nameOf = ({ metadata }: LiveObject): string => metadata?.name ?? '';

function nodeSeen({ metadata, spec, status }: LiveObject): NodeSeen {
  const {
    conditions = [],
    images = [],
    nodeInfo,
  } = (status ?? {}) as {
    conditions?: readonly { type: string; status: string }[];
    images?: readonly { names?: readonly string[] | null }[];
    nodeInfo?: { architecture?: string };
  };
  return {
    name: metadata?.name ?? '',
    providerId: String(spec?.providerID ?? ''),
    ready: conditions.some((one) => one.type === 'Ready' && one.status === 'True'),
    architecture: nodeInfo?.architecture ?? '',
    labels: metadata?.labels ?? {},
    cordoned: spec?.unschedulable === true,
    images: images.flatMap(({ names }) => names ?? []),
  };
}

/** Fields of a StorageClass besides its metadata. */
interface StorageClass extends LiveObject {
  readonly allowVolumeExpansion?: boolean;
  readonly provisioner?: string;
  /** @default Immediate */
  readonly volumeBindingMode?: string;
}

function classSeen(found: StorageClass): StorageClassSeen {
  const { allowVolumeExpansion, provisioner = '', volumeBindingMode = 'Immediate' } = found;
  const isImmediate = volumeBindingMode === 'Immediate';
  return { name: nameOf(found), expandable: allowVolumeExpansion === true, provisioner, isImmediate };
}

function daemonSetSeen(found: LiveObject): DaemonSetSeen {
  const { template } = (found.spec ?? {}) as {
    template?: { spec?: { containers?: readonly { args?: readonly string[] }[] } };
  };
  return { name: nameOf(found), args: (template?.spec?.containers ?? []).flatMap(({ args }) => args ?? []) };
}

const quotaSeen = ({ status }: LiveObject): QuotaSeen => {
  const { hard = {}, used = {} } = (status ?? {}) as Partial<QuotaSeen>;
  return { hard, used };
};
