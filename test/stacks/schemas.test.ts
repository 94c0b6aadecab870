import { join } from 'node:path';
import { parse } from 'yaml';
import type { ClusterFacts } from '../../contract/cluster-facts';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { readTree } from '../../stacks/manifest-folder';
import { readProject } from '../../stacks/project';
import { renderRun, renderTenant } from '../../stacks/render';
import { KUBERNETES_VERSIONS } from '../../tools/kubernetes-schemas';
import { everythingOn, optionRuns, optionTenants, plain } from './every-option';
import { schemaErrors } from './schema-errors';

const root = join(__dirname, '../..');
const { clusters, images } = readProject(root);

const committed = [...readTree(join(root, 'manifests'))]
  .filter(([path]) => !path.endsWith('/kustomization.yaml'))
  .map(([path, text]) => [path, parse(text) as KubernetesObject] as const);

const options = [
  ...optionRuns.map(([name, request]) => [`a run with ${name}`, renderRun(request).objects] as const),
  ...optionTenants.map(([name, cluster]) => [`a namespace with ${name}`, renderTenant(cluster, images)] as const),
];

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

  test.each([
    ['nothing but what must be', (cluster: ClusterFacts) => ({ ...plain, cluster })],
    ['every setting', everythingOn],
  ])('a run with %s set is valid on every cluster', (_, requestOn) => {
    for (const cluster of clusters) {
      const { objects } = renderRun(requestOn(cluster));
      expect(errorsOf(objects.map((object) => [`${cluster.name} ${object.kind}`, object]))).toEqual([]);
    }
  });

  test.each(options)('%s is valid', (_, objects) => {
    expect(errorsOf(objects.map((object) => [object.kind, object]))).toEqual([]);
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
