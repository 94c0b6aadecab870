// Components and bridge, deployed by Pulumi's own engine: an inline program, the devcluster, and a stand-in for the
// Kubernetes plugin.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from '@pulumi/pulumi/automation';
import { diff } from '../../review/diff/diff';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { type RenderedRun, renderRun, renderTenant } from '../../stacks/render';
import { kubectl } from '../cluster/support/kubectl';
import { testNamespace } from '../cluster/support/test-cluster';
import { canary, shownIn } from '../stacks/canary';
import { type Deployed, IMAGES, mapReduce, NO_OBJECTS, program, requestIn } from './support/deployment';
import { Engine } from './support/engine';
import { differing, live, patched, present, removed } from './support/live';

const namespace = testNamespace('engine');
const request = {
  ...requestIn(namespace),
  credentials: { 'git-token': { source: 'env', variable: 'GIT_TOKEN' } },
} as const;
const [key, rotated] = [canary('key of a stack'), canary('rotated key of a stack')];
const first = renderRun(request);
const tenant = renderTenant(request.cluster, IMAGES);
const objects = [...tenant, ...first.objects];
/** Beside the objects there is the Secret that is never rendered. */
const ALL = objects.length + 1 + NO_OBJECTS;

let engine: Engine;
let stack: Stack;
/** Everything that the engine said. */
let said = '';
const onOutput = (text: string) => {
  said += text;
};

beforeAll(async () => {
  engine = await Engine.start();
  stack = await engine.stack('edge', program({ request }));
});
afterAll(async () => {
  await removed(namespace);
  engine?.remove();
});

/** From here on the stack is another one. */
function becomes(change: Partial<Deployed> = {}): void {
  const policies = { waitForRun: 'started', ...change.policies } as const;
  stack.workspace.program = program({ request, secretValues: { 'git-token': key }, ...change, policies });
}
const up = async () => (await stack.up({ onOutput, diff: true })).summary.resourceChanges;
const preview = async () => (await stack.preview({ onOutput, diff: true })).changeSummary;
const drift = async () => (await stack.previewRefresh({ onOutput })).changeSummary;
const uidOf = async (object: KubernetesObject) => (await live(object))?.metadata.uid;

const objectOf = (kind: string, from: readonly KubernetesObject[] = objects): KubernetesObject => {
  const found = from.find((object) => object.kind === kind);
  if (!found) throw new Error(`no ${kind}`);
  return found;
};

/** The first run with other fields in one of its objects: what a run never becomes by itself, since its id follows. */
function firstWith(kind: string, spec: Record<string, unknown>): RenderedRun {
  const chosen = objectOf(kind) as KubernetesObject & { spec: object };
  const changed = { ...chosen, spec: { ...chosen.spec, ...spec } };
  return { ...first, objects: first.objects.map((object) => (object === chosen ? changed : object)) };
}

test('an up makes every object as it was rendered, field by field, waits for the run, and says where it is', async () => {
  becomes();
  expect(await up()).toEqual({ create: ALL });
  for (const object of objects) expect(await differing(object)).toEqual([]);
  const other = objectOf('Job', firstWith('Job', { parallelism: 4 }).objects);
  expect(await differing(other)).toEqual(['spec.parallelism']);
  expect(await live(objectOf('Job'))).toMatchObject({ status: { startTime: expect.any(String) } });
  expect(await stack.outputs()).toMatchObject({
    runId: { value: first.runId },
    job: { value: `prodigy-${first.runId}` },
  });
});

test('what the engine notes of a run is its names and where it was declared, and of its objects what each needs next', async () => {
  const resources: Resource[] = (await stack.exportStack()).deployment.resources;
  const noted = (type: string) => resources.filter((one) => one.type === type);
  const { runId } = first;
  expect(noted('prodigy:index:WorkflowRun')).toMatchObject([
    {
      outputs: {
        runId,
        namespace,
        job: `prodigy-${runId}`,
        workspace: `prodigy-workspace-${runId}`,
        report: `prodigy-report-${runId}`,
      },
      stackTrace: expect.any(Array),
    },
  ]);
  const servers = noted('kubernetes:apps/v1:StatefulSet').map(({ urn }) => urn);
  const [job] = noted('kubernetes:batch/v1:Job');
  expect([...(job?.dependencies ?? [])].sort()).toEqual(servers.sort());
  expect(resources.filter(({ type, stackTrace }) => type.startsWith('kubernetes:') && stackTrace)).toEqual([]);
});

test('then there is nothing to do, and what the cluster adds, the status too, is no drift', async () => {
  expect(await preview()).toEqual({ same: ALL });
  expect(await drift()).toEqual({ same: ALL });
});

/** A state whose objects are resources of the stack itself, as they are where nobody has put them into components. */
function withoutComponents({ deployment, ...state }: Deployment): Deployment {
  const { resources } = deployment;
  const flat = JSON.stringify(resources).replaceAll(/prodigy:index:(Tenant|WorkflowRun)\$/g, '');
  const root = resources.find(({ type }: Resource) => type === 'pulumi:pulumi:Stack').urn;
  const moved = JSON.parse(flat).map((one: Resource) =>
    one.type.startsWith('kubernetes:') ? { ...one, parent: root } : one,
  );
  return { ...state, deployment: { ...deployment, resources: moved } };
}
type Deployment = Awaited<ReturnType<Stack['exportStack']>>;
interface Resource {
  readonly type: string;
  readonly urn: string;
  readonly dependencies?: readonly string[];
  readonly stackTrace?: readonly object[];
}
const urnsOf = ({ deployment }: Deployment) => deployment.resources.map(({ urn }: Resource) => urn).sort();

test('a refactor of the tree moves nothing: what was a resource of the stack itself is the same in a component', async () => {
  const state = await stack.exportStack();
  const before = withoutComponents(state);
  expect(urnsOf(before)).not.toEqual(urnsOf(state));
  await stack.importStack(before);
  expect(await preview()).toEqual({ same: ALL });
  expect(await up()).toEqual({ same: ALL });
  expect(urnsOf(await stack.exportStack())).toEqual(urnsOf(state));
});

test('how many agents there are is the business of the run: it replaces nothing, and nothing takes it back', async () => {
  await patched(objectOf('Job'), { spec: { parallelism: 2, completions: 2 } });
  expect(await drift()).toEqual({ same: ALL });
  becomes({ rendered: firstWith('Job', { parallelism: 5, completions: 5 }) });
  expect(await preview()).toEqual({ same: ALL });
  expect(await up()).toEqual({ same: ALL });
  expect(await live(objectOf('Job'))).toMatchObject({ spec: { parallelism: 2, completions: 2 } });
});

test('a changed key is shown as a change of its Secret, which changes in place, and its value is shown nowhere', async () => {
  becomes({ secretValues: { 'git-token': rotated } });
  said = '';
  expect(await preview()).toEqual({ same: ALL - 1, update: 1 });
  expect(said).toMatch(/kubernetes:core\/v1:Secret: \(update\)[\s\S]*\[secret\]/);
  expect(await up()).toEqual({ same: ALL - 1, update: 1 });
  const { metadata } = first.secret ?? objectOf('Secret');
  const data = { 'git-token': Buffer.from(rotated).toString('base64') };
  expect(await live({ apiVersion: 'v1', kind: 'Secret', metadata })).toMatchObject({ data });
});

test('what somebody else changed or deleted is drift, and a refresh and an up repair it', async () => {
  becomes({ secretValues: { 'git-token': rotated } });
  const quota = objectOf('ResourceQuota') as KubernetesObject & { spec: { hard: Record<string, string> } };
  await patched(quota, { spec: { hard: { pods: '1' } } });
  await kubectl(['delete', 'networkpolicy', objectOf('NetworkPolicy').metadata.name, '-n', namespace]);
  expect(await drift()).toEqual({ same: ALL - 2, update: 1, delete: 1 });
  await stack.refresh({ onOutput });
  expect(await up()).toEqual({ same: ALL - 2, update: 1, create: 1 });
  for (const object of [quota, objectOf('NetworkPolicy')]) expect(await differing(object)).toEqual([]);
  expect(await drift()).toEqual({ same: ALL });
});

/** Steps of the engine that come to another object in place of one. */
const REPLACED = ['create-replacement', 'delete-replaced', 'replace'];

const nameOf = ({ kind, metadata }: KubernetesObject): string => `${kind}/${metadata.name}`;

/** What of a run changes, what the review tells of it, and what the engine would do: `same` is to leave it. */
const REVIEWED = [
  ['Job/prodigy-', { backoffLimit: 5 }, 'in-place', ['same']],
  ['StatefulSet/prodigy-redis-', { revisionHistoryLimit: 5 }, 'rejected', REPLACED],
  ['StatefulSet/prodigy-workspace-', { minReadySeconds: 5 }, 'in-place', ['update']],
  ['Service/prodigy-redis-', { clusterIP: 'None' }, 'rejected', REPLACED],
  ['Service/prodigy-workspace-', { publishNotReadyAddresses: false }, 'in-place', ['update']],
  ['PersistentVolumeClaim/prodigy-redis-', { storageClassName: 'other' }, 'rejected data-loss', REPLACED],
] as const;

test('the engine would replace what a review says it replaces, and nothing else', async () => {
  const changed = first.objects.map((object) => {
    const [, spec] = REVIEWED.find(([start]) => nameOf(object) === `${start}${first.runId}`) ?? [];
    return { ...object, ...(spec && { spec: { ...Object(object.spec), ...spec } }) };
  });
  const side = (all: readonly KubernetesObject[]) =>
    all.map((object) => ({ target: 'edge', folder: 'm', file: 'run.yaml', object, delivery: 'pulumi' as const }));
  const findings = diff(side(first.objects), side(changed));
  const steps = await stepsOf({ rendered: { ...first, objects: changed } });
  const seen = REVIEWED.map(([start, spec]) => {
    const name = `${start}${first.runId}`;
    const told = findings.filter(({ object }) => object === name).map(({ verdict }) => verdict);
    return [start, spec, told.join(' '), steps.get(name)];
  });
  expect(seen).toEqual(REVIEWED);
  const replaced = [...steps].filter(([, ops]) => ops.includes('replace'));
  expect(replaced).toHaveLength(REVIEWED.filter(([, , , ops]) => ops === REPLACED).length);
});

/** What a preview would do, by object. */
async function stepsOf(change: Partial<Deployed>): Promise<Map<string, string[]>> {
  becomes({ secretValues: { 'git-token': rotated }, ...change });
  const steps = new Map<string, string[]>();
  await stack.preview({
    onEvent: ({ resourcePreEvent: { metadata } = {} }) => {
      const [, kind, , name] = /kubernetes:[^:]*:(\w+)(::[^:]*\/)([^:/]+)$/.exec(metadata?.urn ?? '') ?? [];
      if (metadata && kind) steps.set(`${kind}/${name}`, [...(steps.get(`${kind}/${name}`) ?? []), metadata.op].sort());
    },
  });
  return steps;
}

test.each([
  ['protected', { claims: 'protect' }, /cannot be deleted|protect/],
  ['retained', { claims: 'retain' }, /already exists/],
] as const)('a claim that is %s is never replaced', async (_, policies, message) => {
  becomes({ policies });
  await up();
  const claim = objectOf('PersistentVolumeClaim');
  const before = await uidOf(claim);
  becomes({ policies, rendered: firstWith('PersistentVolumeClaim', { storageClassName: 'other' }) });
  await expect(up()).rejects.toThrow(message);
  expect(await uidOf(claim)).toBe(before);
});

test('another workflow is another run beside the old one, which stays and works on', async () => {
  const next = { ...request, workflow: mapReduce('false') };
  const second = renderRun(next);
  const before = await uidOf(objectOf('Job'));
  becomes({ request: next });
  const changes = await up();
  expect(changes).toMatchObject({ create: second.objects.length + 1 });
  expect(changes).not.toHaveProperty('replace');
  expect(await present(second.objects)).toHaveLength(second.objects.length);
  expect(await present(first.objects)).toHaveLength(first.objects.length);
  expect(await uidOf(objectOf('Job'))).toBe(before);
});

test('state, previews and errors hold no value, and the state has it for who has the passphrase', async () => {
  const files = readdirSync(join(engine.folder, 'state'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  expect(files.length).toBeGreaterThan(5);
  for (const text of [...files, said]) expect(shownIn(text, { key, rotated })).toEqual([]);
  // The automation API decrypts what it exports.
  expect(shownIn(JSON.stringify(await stack.exportStack()), { key, rotated })).toContain('key as base64');
});
