import { join } from 'node:path';
import { parse } from 'yaml';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { readTree } from '../../stacks/manifest-folder';
import { readProject } from '../../stacks/project';
import { type RenderRequest, renderRun } from '../../stacks/render';
import { KUBERNETES_VERSIONS } from '../../tools/kubernetes-schemas';
import { schemaErrors } from './schema-errors';

const root = join(__dirname, '../..');
const { clusters, images } = readProject(root);

const committed = [...readTree(join(root, 'manifests'))]
  .filter(([path]) => !path.endsWith('/kustomization.yaml'))
  .map(([path, text]) => [path, parse(text) as KubernetesObject] as const);

const repository = { url: 'https://git.example.com/a.git', revision: 'main', targetBranch: 'release' };
const credentials = {
  'git-token': { source: 'existing', secretName: 'keys' },
  'claude-api-key': { source: 'existing', secretName: 'keys' },
} as const;
const plain: RenderRequest = {
  workflow: { text: 'name: s\nmode: standard\ncommands:\n  - shell: "true"\n', file: 's.yaml' },
  cluster: clusters[0]!,
  images,
  repository: { url: repository.url, revision: 'main' },
};
const everything: Required<RenderRequest> = {
  workflow: {
    text: 'name: m\nmode: mapreduce\nprofiles: {ci: {A: b}}\nmap:\n  input: ls\n  agent_template:\n    - claude: "/fix"\n',
    file: 'm.yaml',
  },
  cluster: clusters[0]!,
  images: { agent: { ...images.agent, digest: `sha256:${'0'.repeat(64)}` }, redis: images.redis },
  repository,
  credentials,
  argument: 'x',
  redis: { host: 'redis.data.svc', passwordKey: 'claude-api-key' },
  parameters: { version: '1.2' },
  profile: 'ci',
  storage: { workspaceSize: '40Gi' },
  publish: 'target',
  agents: 3,
  runId: 'mine',
  timing: { leaseSeconds: 1, lockSeconds: 2 },
  cleanupPolicy: 'retain',
  publicHttps: true,
  allowHosts: ['203.0.113.0/24:8443'],
  agentPod: {
    image: 'registry.example.com:5000/team/agent:1.2',
    imagePullPolicy: 'Always',
    resources: { requests: { cpu: '1' }, limits: { cpu: '2' } },
    gpu: { count: 1 },
    checkoutSize: '20Gi',
    volumes: [
      { name: 'settings', path: '/mnt/settings', source: 'configMap', configMapName: 'settings', keys: ['a.json'] },
      { name: 'keys', path: '/mnt/keys', source: 'secret', secretName: 'keys', keys: ['npm-token'] },
      { name: 'models', path: '/mnt/models', source: 'claim', claimName: 'models' },
    ],
    variables: {
      MODE: { source: 'configMap', configMapName: 'settings', key: 'mode' },
      NODE: { source: 'field', path: 'spec.nodeName' },
    },
    deadlineSeconds: 3600,
    ttlSeconds: 600,
    graceSeconds: 90,
    disruptionBudget: { minAvailable: 1 },
  },
  placement: {
    spot: true,
    nodeSelector: { workload: 'batch' },
    nodeAffinity: [{ label: 'gpu', operator: 'DoesNotExist' }],
    nodePreferences: [{ weight: 1, nodes: [{ label: 'fast', operator: 'In', values: ['yes'] }] }],
    tolerations: [{ key: 'batch', value: 'true', effect: 'NoSchedule' }],
    priorityClass: 'low',
    apart: 'node',
    topologySpread: { topology: 'zone', maxSkew: 2, strict: true },
    doNotDisrupt: true,
  },
};

const external = (spec: object): KubernetesObject => ({
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  metadata: { name: 'keys', namespace: 'prodigy' },
  spec: { secretStoreRef: { name: 'vault' }, data: [{ secretKey: 'git-token', remoteRef: { key: 'a' } }], ...spec },
});

describe.each(KUBERNETES_VERSIONS)('Kubernetes %s', (version) => {
  const errorsOf = (objects: readonly (readonly [string, KubernetesObject])[]) =>
    objects.flatMap(([name, object]) => schemaErrors(object, version).map((error) => `${name}: ${error}`));

  test('the committed manifests are valid', () => {
    expect(committed.length).toBeGreaterThan(0);
    expect(errorsOf(committed)).toEqual([]);
  });

  test.each<[string, RenderRequest]>([
    ['nothing but what must be', plain],
    ['every setting', everything],
  ])('a run with %s set is valid on every cluster', (_, request) => {
    for (const facts of clusters) {
      // Only a Job that the command line applied may have a time to live.
      const cluster = request.agentPod?.ttlSeconds === undefined ? facts : { ...facts, delivery: 'cli' as const };
      const { objects } = renderRun({ ...request, cluster });
      expect(errorsOf(objects.map((object) => [`${cluster.name} ${object.kind}`, object]))).toEqual([]);
    }
  });

  test.each<[string, object, string]>([
    ['an unknown field', { parallelizm: 2 }, '/spec must NOT have additional properties parallelizm'],
    ['a wrong type', { completions: '2' }, '/spec/completions must be integer,null'],
    ['a missing field', { template: undefined }, "/spec must have required property 'template'"],
    ['a number that is too large', { backoffLimit: 2 ** 31 }, '/spec/backoffLimit must match format "int32"'],
  ])('%s is seen', (_, wrong, found) => {
    const job = committed.find(([, { kind }]) => kind === 'Job')?.[1] as KubernetesObject;
    expect(schemaErrors({ ...job, spec: { ...(job.spec as object), ...wrong } }, version)).toEqual([found]);
  });

  test('a kind that nobody serves is seen', () => {
    expect(schemaErrors({ apiVersion: 'batch/v2', kind: 'Job', metadata: { name: 'a' } }, version)).toEqual([
      `batch/v2 Job must be a kind of Kubernetes ${version} or of a known operator`,
    ]);
  });
});

test('a custom resource is held against the definition of its operator', () => {
  expect(schemaErrors(external({}), '1.34')).toEqual([]);
});

test.each<[string, KubernetesObject, string]>([
  ['an unknown field', external({ refresh: '1h' }), '/spec must NOT have additional properties refresh'],
  [
    'an unknown field of an item',
    external({ data: [{ secretKey: 'a', remoteRef: { key: 'a', part: 'b' } }] }),
    '/spec/data/0/remoteRef must NOT have additional properties part',
  ],
  [
    'an unknown field of the metadata',
    { ...external({}), metadata: { name: 'keys', label: {} } } as KubernetesObject,
    '/metadata must NOT have additional properties label',
  ],
  [
    'a value that is not one of those allowed',
    external({ refreshPolicy: 'Never' }),
    '/spec/refreshPolicy must be equal to one of the allowed values',
  ],
  [
    'a version that is not served',
    { ...external({}), apiVersion: 'external-secrets.io/v1alpha1' },
    'external-secrets.io/v1alpha1 ExternalSecret must be a kind of Kubernetes 1.34 or of a known operator',
  ],
])('%s of a custom resource is seen', (_, object, found) => {
  expect(schemaErrors(object, '1.34')).toEqual([found]);
});

test.each<[string, string, object]>([
  ['keda.sh/v1alpha1', 'ScaledObject', { scaleTargetRef: { name: 'a' }, triggers: [{ type: 'cpu', metadata: {} }] }],
  ['kueue.x-k8s.io/v1beta1', 'LocalQueue', { clusterQueue: 'a' }],
  ['monitoring.coreos.com/v1', 'PodMonitor', { selector: {}, podMetricsEndpoints: [{ port: 'metrics' }] }],
])('%s %s is known', (apiVersion, kind, spec) => {
  const object = { apiVersion, kind, metadata: { name: 'a', namespace: 'prodigy' } };
  expect(schemaErrors({ ...object, spec }, '1.34')).toEqual([]);
  expect(schemaErrors({ ...object, spec: { ...spec, wrong: 1 } }, '1.34')).toEqual([
    '/spec must NOT have additional properties wrong',
  ]);
});
