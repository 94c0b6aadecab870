import { clusterChecks } from '../../review/cluster/cluster-checks';
import type { ClusterSeen, NodeSeen } from '../../review/cluster/cluster-seen';
import { development } from '../../stacks/clusters/development';

const NODE: NodeSeen = {
  ...{ name: 'node-1', providerId: '', ready: true, architecture: 'amd64', labels: {}, cordoned: false, images: [] },
};
const CLASS = { name: 'standard', expandable: false, provisioner: 'example.com/disks', isImmediate: true };

const FINE: ClusterSeen = {
  latencyMs: 11.6,
  version: 'v1.34.2',
  nodes: [NODE],
  namespace: true,
  storageClasses: [CLASS],
  csiDrivers: [],
  daemonSets: [],
  crds: [],
  quotas: [{ hard: { pods: '60', 'requests.cpu': '4', services: '5' }, used: { pods: '2', 'requests.cpu': '500m' } }],
  pendingPods: 0,
  missingRights: [],
};

const checks = (seen: Partial<ClusterSeen> = {}, facts = {}) =>
  clusterChecks({ ...development, ...facts }, { ...FINE, ...seen });

const found = (check: string, seen: Partial<ClusterSeen>, facts = {}): string => {
  const one = checks(seen, facts).find((candidate) => candidate.check === check);
  return `${one?.state}: ${one?.text}`;
};

test('a cluster that has what runs need is in order', () => {
  expect(checks().map(({ check, state, text }) => `${check}: ${state}: ${text}`)).toEqual([
    'API server: ok: answers in 12 ms',
    'version: ok: v1.34.2',
    'rights: ok: everything needed to submit runs',
    'nodes: ok: 1 of 1 schedulable',
    'namespace: ok: prodigy-dev',
    'storage: ok: standard',
    'definitions: ok: none are needed',
    'quota: ok: used: pods 2/60, requests.cpu 500m/4',
    'waiting pods: ok: none',
  ]);
});

test.each([
  ['API server', { latencyMs: 1500 }, 'warning: answers in 1500 ms'],
  ['version', { version: 'v1.30.9' }, 'error: v1.30.9: must be 1.31 or later'],
  ['version', { version: 'v1.33.0+k3s1' }, "warning: v1.33.0+k3s1, but the facts say 1.34: change the fact 'version'"],
  [
    'rights',
    { missingRights: ['create jobs.batch', 'list pods'] },
    'error: this user may not create jobs.batch, list pods: ask for the Role prodigy-submitter',
  ],
  [
    'nodes',
    { nodes: [{ ...NODE, architecture: 'arm64' }] },
    "error: 1 of 1 schedulable, none of them amd64: change the fact 'architecture', or add nodes",
  ],
  ['nodes', { nodes: [NODE, { ...NODE, ready: false }] }, 'warning: 1 of 2 schedulable'],
  [
    'nodes',
    { nodes: [{ ...NODE, cordoned: true }] },
    "error: 0 of 1 schedulable, none of them amd64: change the fact 'architecture', or add nodes",
  ],
  [
    'namespace',
    { namespace: false },
    'error: prodigy-dev does not exist: prodigy-k8s render-tenant --cluster development | kubectl apply -f -',
  ],
  [
    'storage',
    { storageClasses: [{ ...CLASS, name: 'gp3' }] },
    "error: there is no StorageClass standard: change the fact 'storage.storageClass' (available: gp3)",
  ],
  [
    'storage',
    { storageClasses: [] },
    "error: there is no StorageClass standard: change the fact 'storage.storageClass' (available: none)",
  ],
  [
    'storage',
    { storageClasses: [{ ...CLASS, provisioner: 'kubernetes.io/aws-ebs' }] },
    'error: standard needs the driver ebs.csi.aws.com, without which claims stay Pending: install the add-on aws-ebs-csi-driver',
  ],
  [
    'storage',
    { storageClasses: [{ ...CLASS, provisioner: 'kubernetes.io/aws-ebs' }], csiDrivers: undefined },
    'ok: standard',
  ],
  [
    'storage',
    {
      storageClasses: [{ ...CLASS, provisioner: 'pd.csi.storage.gke.io' }],
      csiDrivers: ['pd.csi.storage.gke.io'],
      nodes: ['a', 'b'].map((zone) => ({ ...NODE, labels: { 'topology.kubernetes.io/zone': zone } })),
    },
    'warning: standard creates disks before pods are scheduled, in any of 2 zones: use a class with volumeBindingMode WaitForFirstConsumer',
  ],
  [
    'quota',
    { quotas: [{ hard: { pods: '2', 'requests.memory': '1Gi' }, used: { pods: '2', 'requests.memory': '1000Mi' } }] },
    'warning: used up: pods; used: pods 2/2, requests.memory 1000Mi/1Gi',
  ],
  ['quota', { quotas: [] }, 'warning: none: runs may use the whole cluster'],
  [
    'waiting pods',
    { pendingPods: 3 },
    'warning: 3 of runs: prodigy-k8s status <run> --cluster … says what they wait for',
  ],
])('%s with %j', (check, seen, text) => {
  expect(found(check, seen)).toBe(text);
});

test('nothing is said of what is in a namespace that is not there', () => {
  const said = checks({ namespace: false }).map(({ check }) => check);
  expect(said).toEqual(['API server', 'version', 'rights', 'nodes', 'namespace', 'storage', 'definitions']);
});

test('definitions that the facts name must be there', () => {
  const facts = { crds: ['a.example.com', 'b.example.com'] };
  expect(found('definitions', { crds: ['a.example.com'] }, facts)).toBe(
    "error: b.example.com: missing; install them, or change the fact 'crds'",
  );
  expect(found('definitions', { crds: ['b.example.com', 'a.example.com'] }, facts)).toBe(
    'ok: a.example.com, b.example.com',
  );
});

test('what nobody may look at is not known, and no fault', () => {
  const { latencyMs, version, missingRights } = FINE;
  const blind = clusterChecks({ ...development, crds: ['a.example.com'] }, { latencyMs, version, missingRights });
  const states = blind.filter(({ state }) => state !== 'ok');
  expect(states.map(({ check, state, text }) => `${check}: ${state}: ${text}`)).toEqual([
    'nodes: unknown: this user may not list nodes',
    'namespace: unknown: this user may not get namespace prodigy-dev',
    'storage: unknown: this user may not list storageclasses',
    'definitions: unknown: this user may not list customresourcedefinitions',
    'quota: unknown: this user may not list resourcequotas',
    'waiting pods: unknown: this user may not list pods',
  ]);
});
