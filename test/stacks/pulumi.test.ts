import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { parse } from 'yaml';
import { clusterNamed } from '../../stacks/clusters';
import { objectsIn } from '../../stacks/locked-run';
import { readProject } from '../../stacks/project';
import { deployCluster } from '../../stacks/pulumi/cluster-deployment';
import { resourceClass } from '../../stacks/pulumi/resource-classes';
import { renderTenant } from '../../stacks/render';

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly provider?: string;
  // biome-ignore lint/suspicious/noExplicitAny: inputs of many kinds
  readonly inputs: any;
}

const project = readProject(join(__dirname, '../..'));
const registered: Registered[] = [];
const given = new Map<string, pulumi.CustomResourceOptions>();
let runs: Record<string, string>;
let tidy: string;

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: (resource) => {
      registered.push(resource);
      return { id: `${resource.name}-id`, state: resource.inputs };
    },
    call: () => ({}),
  });
  await pulumi.runtime.runInPulumiStack(async () => {
    pulumi.runtime.registerStackTransformation(({ type, name, props, opts }) => {
      given.set(`${type} ${name}`, opts as pulumi.CustomResourceOptions);
      return { props, opts };
    });
    runs = deployCluster(clusterNamed('edge'), project, new k8s.Provider('edge', { context: 'edge' }));
  });
  await pulumi.runtime.disconnect();
  tidy = runs['tidy-whitespace'] as string;
}, 60_000);

const objects = () => registered.filter(({ type }) => type.startsWith('kubernetes:'));
const resource = (type: string, name: string): Registered => {
  const found = objects().find((one) => one.type === type && one.name === name);
  if (!found) throw new Error(`no ${type} ${name}`);
  return found;
};
const job = () => resource('kubernetes:batch/v1:Job', `prodigy-${tidy}`);

test('there is one typed resource per rendered object, named as the object', () => {
  const rendered = [
    ...renderTenant(clusterNamed('edge'), project.images),
    ...objectsIn(new Map([...project.committed].filter(([path]) => /^edge\/(?!_)/.test(path)))),
  ];
  const named = (list: readonly string[]) => [...list].sort();
  expect(named(objects().map(({ inputs }) => `${inputs.kind} ${inputs.metadata.name}`))).toEqual(
    named(rendered.map(({ kind, metadata }) => `${kind} ${metadata.name}`)),
  );
  for (const { name, inputs } of objects()) expect(inputs.metadata.name).toBe(name);
});

test('resources carry what was rendered', () => {
  const file = readFileSync(join(__dirname, '../../manifests/edge/tidy-whitespace/job.yaml'), 'utf8');
  expect(job().inputs.spec).toEqual(parse(file).spec);
});

test('only the given provider is used, never the ambient one', () => {
  expect(new Set(objects().map(({ provider }) => provider?.split('::').at(-2)))).toEqual(new Set(['edge']));
});

test('nobody but the run looks at the spec of its Job once it exists', () => {
  expect(given.get(`kubernetes:batch/v1:Job prodigy-${tidy}`)?.ignoreChanges).toEqual(['spec']);
  expect(given.get(`kubernetes:apps/v1:StatefulSet prodigy-redis-${tidy}`)?.ignoreChanges).toBeUndefined();
});

test('claims outlive the stack', () => {
  const claims = [...given].filter(([name]) => name.startsWith('kubernetes:core/v1:PersistentVolumeClaim '));
  expect(claims).toHaveLength(5);
  for (const [, options] of claims) expect(options.retainOnDelete).toBe(true);
});

test('up does not wait for runs, nor for Services whose pods come later', () => {
  const waited = (one: Registered) => one.inputs.metadata.annotations?.['pulumi.com/skipAwait'] !== 'true';
  const kinds = new Set(
    objects()
      .filter((one) => !waited(one))
      .map(({ inputs }) => inputs.kind),
  );
  expect([...kinds].sort()).toEqual(['Job', 'Service', 'StatefulSet']);
});

test('pods come after all that they need, and runs after their namespace', () => {
  const order = objects().map(({ type, name }) => `${type} ${name}`);
  const at = (name: string) => order.indexOf(name);
  const jobAt = at(`kubernetes:batch/v1:Job prodigy-${tidy}`);
  expect(jobAt).toBeGreaterThan(at(`kubernetes:core/v1:ConfigMap prodigy-workflow-${tidy}`));
  expect(at(`kubernetes:core/v1:ConfigMap prodigy-workflow-${tidy}`)).toBeGreaterThan(
    at('kubernetes:core/v1:Namespace prodigy-edge'),
  );
});

test('the ids of the runs are what the stack shows', () => {
  expect(Object.keys(runs)).toEqual(['refresh-docs', 'release-notes', 'tidy-whitespace']);
  expect(tidy).toMatch(/^tidy-whitespace-[0-9a-f]{8}$/);
});

test('a cluster that somebody else delivers to is refused', () => {
  expect(() => deployCluster(clusterNamed('production'), project, {} as k8s.Provider)).toThrow(
    new Error(
      "'delivery' must be pulumi for a stack, got gitops for production: " +
        'select the stack of another cluster, or change who delivers to this one',
    ),
  );
});

test('a kind without a class is refused', () => {
  expect(() => resourceClass({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } })).toThrow(
    new Error(
      "'kind' must be one that Pulumi is taught, got v1 Pod: add its class to stacks/pulumi/resource-classes.ts",
    ),
  );
});
