// The project as it is deployed: its own Pulumi.yaml with the compiled program, run by Pulumi's own engine for
// `prodigy-k8s stack`, with stand-ins for the language host and the Kubernetes plugin.
import { join } from 'node:path';
import { Label } from '../../contract/labels';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { objectsIn } from '../../stacks/locked-run';
import { readTree } from '../../stacks/manifest-folder';
import { kubectl } from '../cluster/support/kubectl';
import { Engine } from './support/engine';
import { differing, gone, live, patched, removed } from './support/live';
import { Project } from './support/project';

/** What the target holds, as it was committed and reviewed. */
const committed = [...readTree(join(__dirname, '../../manifests'))].filter(([path]) => path.startsWith('edge/'));
const objects = objectsIn(new Map(committed));
const RUNS = ['refresh-docs', 'release-notes', 'tidy-whitespace'];
const NAMESPACE = 'prodigy-edge';
/** The stack, its provider, the tenant, and the runs. */
const ALL = objects.length + 3 + RUNS.length;

/** A class of the target that the cluster does not have: its claims wait for ever, so no pod of a run starts. */
const storageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'local-path' },
  provisioner: 'nobody.example.com/nothing',
  volumeBindingMode: 'WaitForFirstConsumer',
};

let engine: Engine;
let project: Project;

beforeAll(async () => {
  await gone(NAMESPACE);
  await kubectl(['apply', '--server-side', '-f', '-'], JSON.stringify(storageClass));
  engine = await Engine.start();
  project = new Project(engine);
});
afterAll(async () => {
  await kubectl(['delete', 'storageclass', 'local-path', '--ignore-not-found']);
  await removed(NAMESPACE);
  engine?.remove();
});

const quota = objects.find(({ kind }) => kind === 'ResourceQuota') as KubernetesObject;
const lastLine = (text: string) => text.trimEnd().split('\n').at(-1);

test('a preview shows what an up would make, one line for each resource, what the policy pack says, and makes nothing', async () => {
  const { code, out, told } = await project.stack('preview', '--policy-pack', 'policy', '-o', 'json');
  expect([code, code && told]).toEqual([0, 0]);
  expect(JSON.parse(out)).toEqual({ target: 'edge', action: 'preview', changes: { create: ALL }, outputs: {} });
  for (const { kind, metadata } of objects) expect(told).toMatch(new RegExp(`${kind} .*${metadata.name} +create`));
  expect(told).toMatch(/\[advisory\] +protected-claims /);
  expect(told).not.toContain('[mandatory]');
  expect(await live(quota)).toBeUndefined();
});

test('nothing changes a cluster unasked', async () => {
  for (const action of ['up', 'destroy', 'refresh'])
    expect(await project.stack(action)).toEqual({
      code: 2,
      out: '',
      told: "prodigy-k8s: '--yes' must be given without a terminal, got nothing: see prodigy-k8s stack preview\n",
    });
});

test('an up makes what was committed for the target, field by field, and says where its runs are', async () => {
  const { code, out, told } = await project.stack('up', '--yes', '-o', 'json');
  expect([code, code && told]).toEqual([0, 0]);
  const { changes, outputs } = JSON.parse(out);
  expect(changes).toEqual({ create: ALL });
  expect(Object.keys(outputs.runs)).toEqual(RUNS);
  for (const object of objects) expect(await differing(object)).toEqual([]);
  expect(told).toMatch(/ResourceQuota .* created/);
});

test('drift is what somebody else changed, a refresh takes it for true, and the next up takes it back', async () => {
  expect(await project.stack('drift')).toMatchObject({ code: 0, out: `same ${ALL}\n` });
  await patched(quota, { spec: { hard: { pods: '1' } } });
  expect(await project.stack('drift')).toMatchObject({ code: 1, out: `same ${ALL - 1}, update 1\n` });
  expect(await project.stack('refresh', '--yes')).toMatchObject({ code: 0, out: `same ${ALL - 1}, update 1\n` });
  expect(await differing(quota)).toEqual(['spec.hard.pods']);
  expect((await project.stack('preview', '--diff')).told).toMatch(/~ pods *: "1" => \d+/);
  expect(await project.stack('up', '--yes')).toMatchObject({ code: 0, out: `same ${ALL - 1}, update 1\n` });
  expect(await differing(quota)).toEqual([]);
});

test('a namespace that another stack has deployed is refused, and nothing is changed', async () => {
  const role = objects.find(({ kind }) => kind === 'Role') as KubernetesObject;
  const owned = (stack: string) => patched(role, { metadata: { annotations: { 'prodigy.io/stack': stack } } });
  await owned('prodigy-kubernetes/other');
  const { code, out, told } = await project.stack('up', '--yes');
  await owned('prodigy-kubernetes/edge');
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(lastLine(told)).toBe(
    'prodigy-k8s: cannot up stack edge: namespace prodigy-edge must belong to one stack, got one that ' +
      "prodigy-kubernetes/other has deployed: give its cluster another 'namespace', or destroy that stack first",
  );
});

const FORGET =
  '; if the cluster is gone for good, make the stack forget its objects: ' +
  'PULUMI_K8S_DELETE_UNREACHABLE=true pulumi destroy --stack edge';

test.each([['preview'], ['drift'], ['destroy', '--yes']])(
  'a cluster that is gone is one sentence, and nothing is changed: %s',
  async (action, ...flags) => {
    project.reach('https://127.0.0.1:1');
    const { code, out, told } = await project.stack(action, ...flags);
    project.reach();
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(lastLine(told)).toBe(
      `prodigy-k8s: cannot ${action} stack edge: the cluster of context edge must answer at https://127.0.0.1:1, ` +
        'got ECONNREFUSED: check the network, or the authentication and context of this stack' +
        (action === 'destroy' ? FORGET : ''),
    );
    expect(told).not.toContain('    at ');
  },
);

test('somebody else reaches the cluster in their own way, and to do so is no drift', async () => {
  project.handOver();
  expect(await project.stack('drift')).toMatchObject({ code: 0, out: `same ${ALL}\n` });
  expect(await project.stack('refresh', '--yes')).toMatchObject({ code: 0 });
});

test('what stays is what the configuration says now, not what it said at the last up', async () => {
  project.configure({ claims: 'delete', replacedRuns: 'remove' });
  expect(await project.stack('up', '--yes')).toMatchObject({ code: 0, out: `same ${ALL}\n` });
  project.configure({ claims: 'protect', replacedRuns: undefined });
  const { code, told } = await project.stack('destroy', '--yes');
  expect({ code, told }).toEqual({ code: 1, told: expect.stringContaining('because it is protected') });
  for (const object of objects) expect(await differing(object)).toEqual([]);
  project.configure({ claims: undefined });
});

test('a destroy takes away what the runs do not need, and leaves them, their claims and their namespace', async () => {
  const { code, out, told } = await project.stack('destroy', '--yes', '-o', 'json');
  expect([code, code && told]).toEqual([0, 0]);
  expect(JSON.parse(out)).toMatchObject({ target: 'edge', action: 'destroy', changes: { delete: ALL }, outputs: {} });
  const stays = ({ kind, metadata }: KubernetesObject) =>
    ['Namespace', 'PersistentVolumeClaim'].includes(kind) || metadata.labels?.[Label.RUN_ID] !== undefined;
  for (const object of objects)
    expect([object.metadata.name, await differing(object)]).toEqual([
      object.metadata.name,
      stays(object) ? [] : ['everything'],
    ]);
});
