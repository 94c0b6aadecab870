import { showSoFar } from '../../cli/cluster/log-so-far';
import { choiceOf } from '../../cli/commands/logs';
import type { LiveObject } from '../../cli/kube';
import { isMissing } from '../../cli/whole-log';
import { FakeClaim } from './fake-claim';

const RUN = { namespace: 'team', runId: 'a' };
const START = Date.parse('2026-01-02T10:00:00Z');
const iso = (second: number): string => new Date(START + second * 1000).toISOString();
const text = (number: number): string => `{"line":${number},"time":"${iso(number)}","msg":"m${number}"}`;

/** Logs of containers, by pod. */
let containers: Record<string, readonly number[]>;
/** Seconds after the claim at which a pod was made. */
let made: Record<string, number>;
let held: string;
let claim: FakeClaim;
let failing: Error | undefined;

beforeEach(() => {
  containers = { 'agent-0': [1, 2], 'agent-1': [1] };
  made = {};
  held = '';
  failing = undefined;
  claim = new FakeClaim(() => ({ logs: held }));
  claim.objects.set('Job prodigy-a', { spec: { parallelism: 2 }, status: { startTime: iso(0) } });
  claim.objects.set('StatefulSet prodigy-workspace-a', {
    spec: { replicas: 1, template: { spec: { containers: [{ image: 'agent' }] } } },
  });
  claim.objects.set('PersistentVolumeClaim prodigy-workspace-a', { metadata: { creationTimestamp: iso(0) } });
});

const podNamed = (name: string): LiveObject =>
  ({
    metadata: {
      name,
      creationTimestamp: iso(made[name] ?? 1),
      labels: { 'app.kubernetes.io/component': 'agent', 'batch.kubernetes.io/job-completion-index': name.slice(-1) },
    },
    status: { containerStatuses: [{ name: 'prodigy-agent', containerID: name, state: { running: {} } }] },
  }) as LiveObject;

/** Messages and gaps, and what was warned of. */
async function shown(choice = {}): Promise<{ told: string[]; warned: string[] }> {
  const told: string[] = [];
  const warned: string[] = [];
  const { kube } = claim;
  const seen = {
    ...kube,
    list: async (version: string, kind: string, namespace: string, selector: string) =>
      selector.startsWith('job-name=')
        ? kube.list(version, kind, namespace, selector)
        : Object.keys(containers).map(podNamed),
    log: async (namespace: string, pod: string) =>
      containers[pod]?.map((number) => `${iso(number)} ${text(number)}\n`).join('') ?? kube.log(namespace, pod),
    create: async (object: Parameters<typeof kube.create>[0]) => {
      if (failing) throw failing;
      await kube.create(object);
    },
  } as typeof kube;
  await showSoFar({ kube: seen, run: RUN, choice, warn: (line) => void warned.push(line) }, (name, what) => {
    told.push(`${name} ${isMissing(what) ? `${what.from}-${what.to}` : what.record?.msg}`);
  });
  return { told, warned };
}

const mark = (pod: string, next: number): string =>
  JSON.stringify({ log: { index: Number(pod.slice(-1)), pod, began: 1, next } });

test('where Kubernetes has every line of every agent, the claim is left alone', async () => {
  expect(await shown()).toEqual({ told: ['agent-0 m1', 'agent-1 m1', 'agent-0 m2'], warned: [] });
  expect(claim.done).toEqual([]);
});

test('lines that were rotated away are read from the claim', async () => {
  containers['agent-0'] = [3, 4];
  held = `${[mark('agent-0', 1), text(1), text(2), text(3), mark('agent-0', 4)].join('\n')}\n`;
  const { told } = await shown();
  expect(told).toEqual(['agent-0 m1', 'agent-1 m1', 'agent-0 m2', 'agent-0 m3', 'agent-0 m4']);
  expect(claim.done).toEqual(['create Job for logs', 'remove Job']);
});

test.each([
  ['an index has no pod any more', () => delete containers['agent-1']],
  [
    'a pod took the place of another',
    () => {
      made['agent-1'] = 11;
    },
  ],
])('where %s, the claim is read for what the one before wrote', async (_, change) => {
  change();
  held = `${[mark('gone-1', 1), text(1), mark('gone-1', 2)].join('\n')}\n`;
  const { told, warned } = await shown();
  expect(told).toContain('agent-1 m1');
  expect(claim.done).toEqual(['create Job for logs', 'remove Job']);
  expect(warned).toEqual(['the last lines of agent-1 may be missing: its pod gone-1 is gone']);
});

const job = (fields: object): void => void claim.objects.set('Job prodigy-a', { spec: { parallelism: 2 }, ...fields });
const heldSince = (second: number): object => ({
  metadata: { creationTimestamp: iso(0) },
  status: { conditions: [{ type: 'Suspended', status: 'True', lastTransitionTime: iso(second) }] },
});

test.each([
  [
    'starts again with new pods, as after a restart or in a Job made anew,',
    () => {
      job({ status: { startTime: iso(60) } });
      made = { 'agent-0': 61, 'agent-1': 61 };
    },
  ],
  [
    'is held back after its agents have worked',
    () => {
      job(heldSince(60));
      containers = {};
    },
  ],
  [
    'is made anew and has no pods yet',
    () => {
      job({ metadata: { creationTimestamp: iso(60) }, status: {} });
      containers = {};
    },
  ],
])('where a Job %s the claim is read for what was written before', async (_, change) => {
  change();
  held = `${[mark('gone-1', 1), text(1), text(2), mark('gone-1', 3)].join('\n')}\n`;
  expect((await shown()).told).toContain('agent-1 m2');
  expect(claim.done).toEqual(['create Job for logs', 'remove Job']);
});

test.each([
  ['was held back from the first on', heldSince(1)],
  ['was made with its claim', { metadata: { creationTimestamp: iso(0) }, status: {} }],
])('of a Job that %s and has no pods the claim is left alone', async (_, fields) => {
  job(fields);
  containers = {};
  expect(await shown()).toEqual({ told: [], warned: [] });
  expect(claim.done).toEqual([]);
});

test('where nobody says how old the claim is, it is told that lines may be left out', async () => {
  claim.objects.delete('PersistentVolumeClaim prodigy-workspace-a');
  expect(await shown()).toEqual({
    told: ['agent-0 m1', 'agent-1 m1', 'agent-0 m2'],
    warned: [
      'logs of deleted pods are left out: the claim of run a no longer exists: see prodigy-k8s status a --cluster …',
    ],
  });
});

test('a claim that cannot be read is told, and what Kubernetes has is shown with its gaps', async () => {
  containers['agent-0'] = [2];
  failing = new Error('no right to create jobs in team');
  expect(await shown()).toEqual({
    told: ['agent-1 m1', 'agent-0 1-1', 'agent-0 m2'],
    warned: ['logs of deleted pods are left out: no right to create jobs in team'],
  });
});

test('one agent, or the last seconds, can be chosen', async () => {
  expect((await shown({ agent: 1 })).told).toEqual(['agent-1 m1']);
  expect((await shown({ sinceSeconds: (Date.now() - START) / 1000 - 1.5 })).told).toEqual(['agent-0 m2']);
});

test.each([
  [undefined, undefined],
  ['0s', 1],
  ['10m', 600],
])('--since %s is as many whole seconds as Kubernetes takes', (since, sinceSeconds) => {
  expect(choiceOf({ since })).toMatchObject({ sinceSeconds });
});
