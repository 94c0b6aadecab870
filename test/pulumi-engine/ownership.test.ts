// Whose objects are whose: what was there before a stack, what stays after it, and what another stack has.
import type { Stack } from '@pulumi/pulumi/automation';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import type { StackPolicies } from '../../stacks/pulumi/policies';
import { renderRun, renderTenant } from '../../stacks/render';
import { kubectl } from '../cluster/support/kubectl';
import { testNamespace } from '../cluster/support/test-cluster';
import { IMAGES, mapReduce, NO_OBJECTS, program, requestIn } from './support/deployment';
import { Engine } from './support/engine';
import { differing, live, present, removed } from './support/live';

let engine: Engine;
const namespaces: string[] = [];

beforeAll(async () => {
  engine = await Engine.start();
});
afterAll(async () => {
  for (const namespace of namespaces) await removed(namespace);
  engine?.remove();
});

/** A tenant and a run in a namespace of their own. */
function place(purpose: string) {
  const namespace = testNamespace(purpose);
  namespaces.push(namespace);
  const request = requestIn(namespace);
  const objects = [...renderTenant(request.cluster, IMAGES), ...renderRun(request).objects];
  return { request, objects, all: objects.length + NO_OBJECTS };
}

const versions = (objects: readonly KubernetesObject[], field: 'uid' | 'resourceVersion') =>
  Promise.all(objects.map(async (object) => (await live(object))?.metadata[field]));

const apply = (objects: readonly KubernetesObject[]) =>
  kubectl(['apply', '--server-side', '-f', '-'], objects.map((object) => JSON.stringify(object)).join('\n---\n'));

const changesOf = async (up: Promise<Awaited<ReturnType<Stack['up']>>>) => (await up).summary.resourceChanges;

test('objects that were there before are imported as they are, and belong to the stack from then on', async () => {
  const { request, objects, all } = place('imported');
  await apply(objects);
  const before = await versions(objects, 'uid');
  const takenOver = objects.filter(({ kind }) => /^(PersistentVolumeClaim|Service|StatefulSet)$/.test(kind));
  const policies = { importExisting: true };
  const stack = await engine.stack('imported', program({ request, policies, adoptExisting: true }));
  const changes = (await stack.preview()).changeSummary;
  expect(changes).toMatchObject({ import: objects.length - takenOver.length, create: takenOver.length + NO_OBJECTS });
  expect(changes).not.toHaveProperty('replace');
  await stack.up();
  expect(await versions(objects, 'uid')).toEqual(before);
  for (const object of objects) expect(await differing(object)).toEqual([]);
  stack.workspace.program = program({ request });
  expect(await changesOf(stack.up())).toEqual({ same: all - 1, update: 1 });
  expect((await stack.preview()).changeSummary).toEqual({ same: all });
});

test('what a destroy leaves is what the policies keep, and another stack takes it over', async () => {
  const { request, objects, all } = place('destroyed');
  const deployed = (policies: StackPolicies, adoptExisting = false) => program({ request, policies, adoptExisting });
  const kept = objects.filter(({ kind }) => ['Namespace', 'PersistentVolumeClaim'].includes(kind));
  const stack = await engine.stack('destroyed', deployed({ claims: 'protect', replacedRuns: 'remove' }));
  await stack.up();
  await expect(stack.previewDestroy()).rejects.toThrow(/protect/);
  expect(await present(objects)).toHaveLength(objects.length);
  stack.workspace.program = deployed({ claims: 'retain', replacedRuns: 'remove' });
  expect(await changesOf(stack.up())).toEqual({ same: all });
  const before = await versions(kept, 'uid');
  await stack.destroy();
  expect(await present(objects)).toEqual(await present(kept));
  expect(await present(kept)).toHaveLength(kept.length);
  stack.workspace.program = deployed({ claims: 'delete', replacedRuns: 'remove' }, true);
  expect(await changesOf(stack.up())).toEqual({ create: all });
  expect(await versions(kept, 'uid')).toEqual(before);
  await stack.destroy();
  expect(await present(objects)).toEqual([]);
});

test('two stacks on one cluster touch nothing of each other, and neither takes the namespace of the other', async () => {
  const [mine, other] = [place('mine'), place('other')];
  const stack = await engine.stack('mine', program(mine));
  await stack.up();
  const before = await versions(mine.objects, 'resourceVersion');
  const second = await engine.stack(
    'other',
    program({ ...other, policies: { claims: 'delete', replacedRuns: 'remove' } }),
  );
  expect(await changesOf(second.up())).toEqual({ create: other.all });
  expect((await second.previewRefresh()).changeSummary).toEqual({ same: other.all });
  await second.destroy();
  second.workspace.program = program({ request: { ...mine.request, workflow: mapReduce('false') } });
  await expect(second.up()).rejects.toThrow(`namespaces "${mine.request.cluster.namespace}" already exists`);
  await second.destroy();
  expect(await versions(mine.objects, 'resourceVersion')).toEqual(before);
  expect((await stack.previewRefresh()).changeSummary).toEqual({ same: mine.all });
});
