import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { parse } from 'yaml';
import { clusterNamed } from '../../../stacks/clusters';
import { objectsIn } from '../../../stacks/locked-run';
import { readProject } from '../../../stacks/project';
import { deployCluster, stackObjects } from '../../../stacks/pulumi/cluster-deployment';
import { renderTenant } from '../../../stacks/render';
import { renewal } from '../../../stacks/renew';

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly provider?: string;
  // biome-ignore lint/suspicious/noExplicitAny: inputs of many kinds
  readonly inputs: any;
}

const project = readProject(join(__dirname, '../../..'));
const registered: Registered[] = [];
const given = new Map<string, pulumi.CustomResourceOptions>();
let runs: Record<string, Record<string, string>>;
let tidy: string;

const mocked = () =>
  pulumi.runtime.setMocks({
    newResource: (resource) => {
      registered.push(resource);
      return { id: `${resource.name}-id`, state: resource.inputs };
    },
    call: () => ({}),
  });

beforeAll(async () => {
  await mocked();
  const shown = await pulumi.runtime.runInPulumiStack(async () => {
    pulumi.runtime.registerStackTransformation(({ type, name, props, opts }) => {
      given.set(`${type} ${name}`, opts as pulumi.CustomResourceOptions);
      return { props, opts };
    });
    const provider = new k8s.Provider('edge', { context: 'edge' });
    return { runs: deployCluster(clusterNamed('edge'), project, { provider, secretValues: () => ({}) }) };
  });
  runs = await new Promise((resolve) => pulumi.output(shown?.runs).apply(resolve));
  await pulumi.runtime.disconnect();
  tidy = runs['tidy-whitespace']?.runId as string;
}, 60_000);

const objects = () => registered.filter(({ type }) => type.startsWith('kubernetes:'));
const resource = (type: string, name: string): Registered => {
  const found = objects().find((one) => one.type === type && one.name === name);
  if (!found) throw new Error(`no ${type} ${name}`);
  return found;
};
const job = () => resource('kubernetes:batch/v1:Job', `prodigy-edge/prodigy-${tidy}`);

test('there is one typed resource per rendered object, called by namespace and name', () => {
  const rendered = [
    ...renderTenant(clusterNamed('edge'), project.images),
    ...objectsIn(new Map([...project.committed].filter(([path]) => /^edge\/(?!_)/.test(path)))),
  ];
  const named = (list: readonly string[]) => [...list].sort();
  expect(named(objects().map(({ inputs }) => `${inputs.kind} ${inputs.metadata.name}`))).toEqual(
    named(rendered.map(({ kind, metadata }) => `${kind} ${metadata.name}`)),
  );
  for (const { name, inputs } of objects())
    expect(name).toBe([inputs.metadata.namespace, inputs.metadata.name].filter(Boolean).join('/'));
});

test('resources carry what was rendered', () => {
  const file = readFileSync(join(__dirname, '../../../manifests/edge/tidy-whitespace/job.yaml'), 'utf8');
  expect(job().inputs.spec).toEqual(parse(file).spec);
});

test('only the given provider is used, never the ambient one', () => {
  expect(new Set(objects().map(({ provider }) => provider?.split('::').at(-2)))).toEqual(new Set(['edge']));
});

test('an object that was a resource of its own stays what it is', () => {
  for (const { type, name } of objects()) {
    const { aliases } = given.get(`${type} ${name}`) as { aliases: object[] };
    expect(aliases).toContainEqual({ parent: pulumi.rootStackResource });
  }
});

test('runs come after all of their tenant', () => {
  const tenant = objects().findIndex(({ inputs }) => inputs.kind === 'ResourceQuota');
  expect(objects().findIndex(({ inputs }) => inputs.metadata.labels['prodigy.io/run-id'])).toBeGreaterThan(tenant);
});

test('what a stack shows of each run is where to find it', () => {
  expect(Object.keys(runs)).toEqual(['refresh-docs', 'release-notes', 'tidy-whitespace']);
  expect(tidy).toMatch(/^tidy-whitespace-[0-9a-f]{8}$/);
  expect(runs['tidy-whitespace']).toEqual({
    runId: tidy,
    namespace: 'prodigy-edge',
    job: `prodigy-${tidy}`,
    workspace: `prodigy-workspace-${tidy}`,
    report: `prodigy-report-${tidy}`,
  });
});

const nobody = { provider: {} as k8s.Provider, secretValues: () => ({}) };

test('a cluster that gitops delivers to is refused', () => {
  expect(() => deployCluster(clusterNamed('production'), project, nobody)).toThrow(
    new Error(
      "'delivery' must be pulumi or cli for a stack, got gitops for production: " +
        'select the stack of another cluster, or change who delivers to this one',
    ),
  );
});

/** The project, its workflow with the least keys locked on edge while its token came from a variable. */
function withToken() {
  const [before] = project.workflows.filter(({ name }) => name === 'release-notes');
  const credentials = { 'git-token': { source: 'env', variable: 'TOKEN' } } as const;
  const workflow = { ...before!, definition: { ...before!.definition, credentials }, lock: new Map() };
  const { files, lock } = renewal({ workflow, targets: [clusterNamed('edge')] }, project.images);
  return { ...project, workflows: [{ ...workflow, lock }], committed: files };
}

test('a locked run keeps its Secret and needs no definition that renders; a key without a source is refused', () => {
  const { workflows, ...sources } = withToken();
  const [workflow] = workflows;
  const keys = (change: object, configured?: string[]) =>
    stackObjects(clusterNamed('edge'), { ...sources, configured, workflows: [{ ...workflow!, ...change }] }).filter(
      ({ kind }) => kind === 'Secret',
    );
  expect(keys({ source: { text: 'mode: mapreduce', file: 'broken.yaml' } })).toMatchObject([
    { metadata: { name: `prodigy-secrets-${workflow!.lock.get('edge')}`, namespace: 'prodigy-edge' } },
  ]);
  const definition = { ...workflow!.definition, credentials: {} };
  expect(() => keys({ definition })).toThrow(/'credentials' of release-notes must name env or file for git-token/);
  expect(keys({ definition }, ['git-token'])).toHaveLength(1);
});

test('a value that cannot be read is known before anything is declared', async () => {
  await mocked();
  registered.length = 0;
  const secretValues = () => {
    throw new Error('no value');
  };
  const provider = new k8s.Provider('edge', { context: 'edge' });
  expect(() => deployCluster(clusterNamed('edge'), withToken(), { provider, secretValues })).toThrow('no value');
  await pulumi.runtime.disconnect();
  expect(registered.map(({ type }) => type)).toEqual(['pulumi:providers:kubernetes']);
});
