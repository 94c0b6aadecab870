// What a real API server says of everything that is rendered: schema, rules that no schema holds, Pod Security.
import { join } from 'node:path';
import { parse } from 'yaml';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { readTree } from '../../stacks/manifest-folder';
import { readProject } from '../../stacks/project';
import { renderRun, renderTenant } from '../../stacks/render';
import { eventually, get, kubectl } from '../cluster/support/kubectl';
import { everythingOn, optionRuns, optionTenants, plain } from '../stacks/every-option';
import { dryRun, installDefinitions } from './support/dry-run';

const root = join(__dirname, '../..');
const { clusters, images } = readProject(root);

const committed = [...readTree(join(root, 'manifests'))]
  .filter(([path]) => !path.endsWith('/kustomization.yaml'))
  .map(([path, text]) => [path.split('/').slice(0, 2).join('/'), parse(text) as KubernetesObject] as const);
const folders = [...new Set(committed.map(([folder]) => folder))];

const tenants = optionTenants.map(([name, cluster]) => [name, renderTenant(cluster, images)] as const);
const onEveryCluster = clusters.flatMap((cluster) => [
  [`nothing but what must be on ${cluster.name}`, { ...plain, cluster }] as const,
  [`every setting on ${cluster.name}`, everythingOn(cluster)] as const,
]);
const runs = [...onEveryCluster, ...optionRuns].map(([name, request]) => [name, renderRun(request).objects] as const);

const everyObject = [
  ...committed.map(([, object]) => object),
  ...[...tenants, ...runs].flatMap(([, objects]) => objects),
];
const namespaces = [
  ...new Map(
    everyObject.filter(({ kind }) => kind === 'Namespace').map((object) => [object.metadata.name, object]),
  ).values(),
];
const names = namespaces.map(({ metadata }) => metadata.name);
let definitions: string[] = [];

const removeNamespaces = () => kubectl(['delete', 'namespace', ...names, '--ignore-not-found', '--timeout=100s']);

beforeAll(async () => {
  await removeNamespaces();
  const manifest = namespaces.map((object) => JSON.stringify(object)).join('\n---\n');
  await kubectl(['apply', '--server-side', '--field-manager=dry-run', '-f', '-'], manifest);
  definitions = await installDefinitions(everyObject);
  for (const name of names) await eventually(name, () => get('serviceaccount', 'default', name));
});

afterAll(async () => {
  await removeNamespaces();
  if (definitions.length > 0) await kubectl(['delete', 'crd', ...definitions]);
});

test('every kind of an operator is known by its own definition', () => {
  expect([...definitions].sort()).toEqual(['ciliumnetworkpolicies.cilium.io', 'externalsecrets.external-secrets.io']);
});

test('every object lies in a namespace that only takes restricted pods', () => {
  for (const { metadata } of namespaces)
    expect(metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/warn': 'restricted' });
  const namespaced = everyObject.filter(({ kind }) => kind !== 'Namespace');
  expect(names).toEqual(expect.arrayContaining([...new Set(namespaced.map(({ metadata }) => metadata.namespace))]));
});

test.each(folders)('the API server takes manifests/%s without a warning', async (folder) => {
  await expectTaken(committed.filter(([of]) => of === folder).map(([, object]) => object));
});

test.each(tenants)('it takes what runs share with %s without a warning', (_, objects) => expectTaken(objects));

test.each(runs)('it takes a run with %s without a warning', (_, objects) => expectTaken(objects));

async function expectTaken(objects: readonly KubernetesObject[]): Promise<void> {
  const { accepted, complaints } = await dryRun(objects);
  expect(complaints).toEqual([]);
  expect(accepted).toHaveLength(objects.length);
}

test('nothing of it is kept', async () => {
  const kinds = 'jobs,statefulsets,services,configmaps,networkpolicies,persistentvolumeclaims,externalsecrets';
  const kept = await Promise.all(
    names.map((name) => kubectl(['get', kinds, '-n', name, '-l', 'app=prodigy', '-o', 'name'])),
  );
  expect(kept.join('')).toBe('');
});

const committedJob = committed.find(([, { kind }]) => kind === 'Job')?.[1] as KubernetesObject;
const externalSecret = everyObject.find(({ kind }) => kind === 'ExternalSecret') as KubernetesObject;
const ciliumPolicy = everyObject.find(({ kind }) => kind === 'CiliumNetworkPolicy') as KubernetesObject;

/** The object with other fields in its spec; dots separate the steps of a path. */
function changed(object: KubernetesObject, path: string, value: unknown): KubernetesObject {
  const copy = structuredClone(object);
  const steps = path.split('.');
  const last = steps.pop() as string;
  // biome-ignore lint/suspicious/noExplicitAny: any field of any kind
  const parent = steps.reduce<any>((inner, step) => inner[step], copy);
  parent[last] = value;
  return copy;
}

test.each<[string, KubernetesObject, string]>([
  ['an unknown field', changed(committedJob, 'spec.parallelizm', 2), '.spec.parallelizm: field not declared in schema'],
  [
    'a number that no Job can have',
    changed(committedJob, 'spec.completions', -1),
    'spec.completions: Invalid value: -1: must be greater than or equal to 0',
  ],
  [
    'a success policy that the Job is not made for',
    changed(committedJob, 'spec.completionMode', 'NonIndexed'),
    'requires indexed completion mode',
  ],
  [
    'an unknown field of an ExternalSecret',
    changed(externalSecret, 'spec.refresh', '1h'),
    '.spec.refresh: field not declared in schema',
  ],
  [
    'a protocol that a CiliumNetworkPolicy does not know',
    changed(ciliumPolicy, 'spec.egress.0.toPorts.0.ports.0.protocol', 'SMTP'),
    'Unsupported value: "SMTP"',
  ],
  ['a kind that nobody serves', { ...committedJob, apiVersion: 'batch/v2' }, 'no matches for kind "Job" in version'],
])('%s is refused', async (_, object, message) => {
  const { accepted, complaints } = await dryRun([object]);
  expect(accepted).toEqual([]);
  expect(complaints.join('\n')).toContain(message);
});

test('a pod that is not restricted is warned of', async () => {
  const open = changed(committedJob, 'spec.template.spec.hostNetwork', true);
  const { complaints } = await dryRun([open]);
  expect(complaints.join('\n')).toContain('would violate PodSecurity "restricted:latest": host namespaces');
});
