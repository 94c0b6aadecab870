import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { diffWithCluster } from '../../cli/commands/diff-live';
import { clusterNamed } from '../../stacks/clusters';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { manifestText } from '../../stacks/manifest-files';
import { readProject } from '../../stacks/project';
import { renderRun, renderTenant } from '../../stacks/render';
import { asLive } from './as-live';
import { FakeApiServer } from './fake-api-server';
import { refusalOf } from './fake-cluster';
import { nothingSaid, recordingTerminal } from './recording-terminal';

const { images } = readProject('.');
const cluster = { ...clusterNamed('production'), namespace: 'prodigy', name: 'production' };
const WORKFLOW = 'name: tidy\nmode: mapreduce\nmap:\n  input: ls\n  agent_template:\n    - shell: "true"\n';
const run = renderRun({
  workflow: { text: WORKFLOW, file: 'tidy.yaml' },
  cluster,
  images,
  repository: { url: 'https://git.example.com/a.git', revision: 'main' },
  runId: 'tidy-1',
  agents: 12,
}).objects;
const tenant = renderTenant(cluster, images);

const api = new FakeApiServer();
const folder = mkdtempSync(join(tmpdir(), 'prodigy-diff-live-'));
let live: Record<string, unknown>[] = [];
let logs: Record<string, string> = {};
let denied: string[] = [];
let said = nothingSaid();

beforeAll(async () => {
  await api.start();
  writeFileSync(join(folder, 'kubeconfig'), api.kubeconfig);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await api.stop();
});
beforeEach(() => {
  [live, logs, denied] = [[...run, ...tenant].map((object) => asLive(object)), {}, []];
  said = nothingSaid();
  api.asked.length = 0;
  rendered(run);
  api.answer = ({ path }) => answer(new URL(path, 'http://localhost'));
});

/** What is committed: the tenant, and these objects. */
function rendered(objects: readonly KubernetesObject[]): void {
  rmSync(join(folder, 'manifests'), { recursive: true, force: true });
  const write = (file: string, of: readonly KubernetesObject[]): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), of.map(manifestText).join('---\n'));
  };
  write('manifests/production/_tenant/tenant.yaml', tenant);
  if (objects.length > 0) write('manifests/production/tidy/run.yaml', objects);
}

function answer({ pathname, searchParams }: URL): readonly [number, object] {
  const [, pod] = /\/pods\/([^/]+)\/log$/.exec(pathname) ?? [];
  if (pod !== undefined) return [200, logs[pod] as unknown as object];
  const collection = pathname.split('/').at(-1) as string;
  if (denied.includes(collection))
    return [403, { kind: 'Status', code: 403, message: `${collection} is forbidden: User "ana" cannot list` }];
  const wanted = (searchParams.get('labelSelector') ?? '').split(',').filter(Boolean);
  const labelsOf = (object: Record<string, unknown>) =>
    Object.entries((object.metadata as { labels?: object }).labels ?? {}).map(([label, value]) => `${label}=${value}`);
  const items = live
    .filter(({ kind }) => collection === `${String(kind).toLowerCase().replace(/y$/, 'ie')}s`)
    .filter((object) => wanted.every((one) => labelsOf(object).includes(one)))
    .map(({ kind: _, apiVersion: __, ...object }) => object);
  if (/\/namespaces\/[^/]+$/.test(pathname)) return [200, live.find(({ kind }) => kind === 'Namespace') as object];
  return [200, { kind: 'List', items }];
}

const terminal = recordingTerminal(() => said, folder);

const diff = (output?: 'json') =>
  diffWithCluster(
    'manifests',
    { cluster: 'production', namespace: 'prodigy', kubeconfig: join(folder, 'kubeconfig'), path: 'manifests', output },
    terminal,
  );

/** What is told, a line each. */
async function told(): Promise<string[]> {
  await diff('json');
  const { findings } = JSON.parse(said.out) as { findings: { verdict: string; object: string; message: string }[] };
  return findings.map(({ verdict, object, message }) => `${verdict}: ${object}: ${message}`);
}

/** A live object of the run, to be changed in place. */
const liveOf = (kind: string, name: string) =>
  live.find((object) => object.kind === kind && (object.metadata as { name: string }).name === name) as {
    spec: Record<string, never>;
    status: object;
    metadata: {
      labels: Record<string, string>;
      annotations: Record<string, string>;
      managedFields: { fieldsV1: object }[];
    };
  };

/** The live objects of a run that is not rendered. */
const another = (runId: string): Record<string, unknown>[] =>
  JSON.parse(JSON.stringify(run.map((object) => asLive(object))).replaceAll('tidy-1', runId));

test('what is there as it is rendered is no change: defaults, status and fields of managers are none', async () => {
  expect(await told()).toEqual([]);
  expect(said.status).toBe(0);
});

test('nothing is asked but to look, and no Secret', async () => {
  await diff();
  expect(new Set(api.asked.map(({ method }) => method))).toEqual(new Set(['GET']));
  expect(api.asked.filter(({ path }) => path.includes('secrets'))).toEqual([]);
});

test('what somebody changed by hand is told as what applying the rendering would do about it', async () => {
  const quota = liveOf('ResourceQuota', 'prodigy-quota') as unknown as { spec: { hard: Record<string, string> } };
  quota.spec.hard.pods = '1';
  expect(await told()).toEqual([
    'cost: ResourceQuota/prodigy-quota: the quota of the namespace changes; running pods are not affected',
  ]);
});

test('what its deliverer set and the rendering no longer sets goes; what others set stays', async () => {
  const { metadata } = liveOf('ServiceAccount', 'prodigy-agent-tidy-1');
  metadata.annotations = {
    'team.example.com/owner': 'a',
    'other.example.com/note': 'b',
    'argocd.argoproj.io/tracking-id': 'c',
  };
  const fields = metadata.managedFields[0]?.fieldsV1 as { 'f:metadata': Record<string, object> };
  fields['f:metadata']['f:annotations'] = { 'f:team.example.com/owner': {}, 'f:argocd.argoproj.io/tracking-id': {} };
  expect(await told()).toEqual(['cosmetic: ServiceAccount/prodigy-agent-tidy-1: annotations are for people and tools']);
});

test('an egress that somebody closed is open again: lists that are set as a whole are compared as a whole', async () => {
  const { spec } = liveOf('NetworkPolicy', 'prodigy-tidy-1-agents') as unknown as { spec: { egress: unknown[] } };
  expect(spec.egress.length).toBeGreaterThan(1);
  spec.egress = [];
  expect((await told())[0]).toMatch(/^wider-rights: NetworkPolicy\/prodigy-tidy-1-agents: connections are newly open/);
});

test('a policy may speak of all targets that are rendered, and of others is told', async () => {
  writeFileSync(join(folder, 'policy.yaml'), 'targets: {production: {}, edge: {}}\n');
  await diffWithCluster(
    'manifests',
    { path: 'manifests', cluster: 'production', policy: 'policy.yaml', kubeconfig: join(folder, 'kubeconfig') },
    terminal,
  );
  expect(said.progress).toContain(
    "policy.yaml:1:27: warning: 'targets' must name targets with manifests on either side, got edge: known targets are production\n",
  );
});

test('how many agents there are is the business of the run', async () => {
  Object.assign(liveOf('Job', 'prodigy-tidy-1').spec, { parallelism: 3, completions: 3, suspend: false });
  expect(await told()).toEqual([]);
});

const pod = (index: number) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: `agent-${index}`,
    labels: {
      app: 'prodigy',
      'prodigy.io/run-id': 'tidy-0',
      'app.kubernetes.io/component': 'agent',
      'batch.kubernetes.io/job-completion-index': String(index),
    },
  },
  status: { containerStatuses: [{ name: 'prodigy-agent', containerID: `c-${index}`, state: { running: {} } }] },
});

const line = (second: number, msg: string, item?: string): string =>
  `2026-01-01T00:00:${String(second).padStart(2, '0')}.000000000Z ${JSON.stringify({ level: 'info', msg, item })}\n`;

test('a run that works and is not rendered is told with the agents that are there and the items in their logs', async () => {
  live.push(...another('tidy-0'), pod(0), pod(1), pod(2));
  liveOf('Job', 'prodigy-tidy-0').status = { active: 3, ready: 3 };
  logs = {
    'agent-0': line(1, 'item_0: true', 'item_0') + line(4, 'item_0 merged') + line(5, 'item_3: true', 'item_3'),
    'agent-1': line(2, 'item_1: true', 'item_1') + line(3, 'printed', 'item_1'),
    'agent-2': line(2, 'item_0: true', 'item_0'),
  };
  const [first] = await told();
  expect(first).toMatch(
    /^run-removed: Job\/prodigy-tidy-0: the run is in progress but not rendered: pruning ends it, which stops 3 agents; 2 items return to the queue; its claims .* stay$/,
  );
});

test('where logs cannot be read the number of items is a bound', async () => {
  live.push(...another('tidy-0'), pod(0));
  liveOf('Job', 'prodigy-tidy-0').status = { active: 1, ready: 1 };
  denied = ['pods'];
  expect((await told())[0]).toContain('stops 1 agent; up to 1 item returns to the queue');
});

test('a run that is over stops nothing, and needs nobody', async () => {
  live.push(...another('tidy-0'));
  liveOf('Job', 'prodigy-tidy-0').status = { conditions: [{ type: 'Complete', status: 'True' }] };
  const [first] = await told();
  expect(first).toMatch(
    /^in-place: Job\/prodigy-tidy-0: the run is over, and its remaining objects are not rendered; its claims .* stay$/,
  );
  expect(said.status).toBe(0);
});

test('a run that is not there yet starts; the cluster has the rest', async () => {
  live = tenant.map((object) => asLive(object));
  expect(await told()).toEqual(['new-run: Job/prodigy-tidy-1: a run with 12 agents starts when this is delivered']);
});

test('what is on the cluster alone names no file', async () => {
  rendered([]);
  await diff();
  expect(said.out).toMatch(/run removed \(needs a human\): Job\/prodigy-tidy-1, on the cluster\n/);
});

test('every right that is missing is named in one sentence', async () => {
  denied = ['roles', 'jobs'];
  expect(await refusalOf(diff())).toEqual({
    status: 2,
    message: "'--live' must be allowed to list Job, Role in prodigy, and is not: ask for these rights",
  });
});

test('a folder without manifests of the cluster is refused', async () => {
  rmSync(join(folder, 'manifests', 'production'), { recursive: true });
  expect(await refusalOf(diff())).toEqual({
    status: 2,
    message:
      "'HEAD' must contain manifests of production, got none below manifests/production: name the folder that all targets " +
      'are rendered into',
  });
});
