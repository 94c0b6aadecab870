// A run of as many agents as there may be, on nodes that are not there: admitted, scheduled and counted.
import { Limit } from '../../../contract/limits';
import { jobName } from '../../../contract/names';
import {
  FAKE_NODE,
  fakeNode,
  PODS_OF_A_NODE,
  startFakeKubelets,
  stopFakeKubelets,
} from '../../../devcluster/fake-nodes';
import { eventually, get, kubectl } from '../../cluster/support/kubectl';
import { apply, TestNamespace } from '../support/namespace';

jest.setTimeout(900_000);

const NAME = 'prodigy-scale';
const RUN = 'thousand';
const AGENTS = Limit.AGENTS;
const NODES = Math.ceil(AGENTS / PODS_OF_A_NODE);
const namespace = new TestNamespace(NAME, {
  maxAgents: AGENTS,
  agentResources: { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '1', memory: '1Gi' } },
  quota: {
    pods: AGENTS + 10,
    requests: { cpu: `${AGENTS + 10}`, memory: `${AGENTS + 10}Gi` },
    limits: { cpu: `${AGENTS + 10}`, memory: `${AGENTS + 10}Gi` },
  },
  placement: {
    nodeSelector: { [FAKE_NODE]: 'fake' },
    tolerations: [{ key: FAKE_NODE, value: 'fake', effect: 'NoSchedule' }],
  },
});

/** Agents alone: nobody in them asks for a workspace. */
const AGENT_KINDS = ['Job', 'ServiceAccount', 'ConfigMap'];

beforeAll(async () => {
  await startFakeKubelets();
  await namespace.create();
  const nodes = Array.from({ length: NODES }, (_, index) => JSON.stringify(fakeNode(index)));
  await kubectl(['delete', 'node', '-l', FAKE_NODE, '--ignore-not-found']);
  await kubectl(['create', '-f', '-'], nodes.join('\n---\n'));
  const objects = namespace.render({
    runId: RUN,
    agents: AGENTS,
    workflow: {
      text: 'name: many\nmode: mapreduce\nmap:\n  input: seq 5000\n  agent_template:\n    - shell: "true"\n',
      file: 'many.yaml',
    },
    repository: { url: 'https://git.example.com/demo/public.git', revision: 'main' },
  });
  await apply(objects.filter(({ kind }) => AGENT_KINDS.includes(kind)));
});

afterAll(async () => {
  await kubectl(['delete', 'namespace', NAME, '--ignore-not-found', '--timeout=400s']);
  await kubectl(['delete', 'node', '-l', FAKE_NODE, '--ignore-not-found']);
  await stopFakeKubelets();
});

const job = () => get('job', jobName(RUN), NAME);

test('the Job is admitted, and all of its agents come up', async () => {
  const began = performance.now();
  await eventually('all agents', async () => (await job())?.status?.ready === AGENTS, 300);
  process.stderr.write(`${AGENTS} agents after ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
  expect((await job()).status).toMatchObject({ active: AGENTS, ready: AGENTS });
  expect((await job()).status.failed).toBeUndefined();
});

test('each has an index of its own, on a node that has room for it', async () => {
  const path =
    '{range .items[*]}{.metadata.labels.batch\\.kubernetes\\.io/job-completion-index} {.spec.nodeName}{"\\n"}{end}';
  const lines = (await kubectl(['get', 'pods', '-n', NAME, '-o', `jsonpath=${path}`])).split('\n').filter(Boolean);
  const pods = lines.map((line) => line.split(' '));
  expect(new Set(pods.map(([index]) => index)).size).toBe(AGENTS);
  const counts = new Map<string, number>();
  for (const [, node = ''] of pods) counts.set(node, (counts.get(node) ?? 0) + 1);
  expect([...counts.keys()].every((node) => node.startsWith('fake-'))).toBe(true);
  expect(Math.max(...counts.values())).toBeLessThanOrEqual(PODS_OF_A_NODE);
});

test('the quota counts what they ask for', async () => {
  // What it lost sight of while they came by the hundred it counts again every five minutes.
  const used = async (): Promise<boolean> => {
    const [quota] = JSON.parse(await kubectl(['get', 'resourcequota', '-n', NAME, '-o', 'json'])).items;
    const { pods, 'requests.cpu': requests, 'limits.cpu': limits } = quota.status.used;
    return [pods, requests, limits].every((quantity) => numberOf(quantity) === AGENTS);
  };
  await eventually(`${AGENTS} in each count`, used, 400);
});

/** A quantity without a fraction: 1000 may be written 1k. */
const numberOf = (quantity: string): number => Number(quantity.replace(/k$/, '000'));
