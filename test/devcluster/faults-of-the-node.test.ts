// One run on a node that is drained, whose control plane dies, and that goes without a trace.
import { resultBranch } from '../../contract/names';
import { NODE_NAME } from '../../devcluster/addresses';
import { eventually, get, kubectl, type Live, list } from '../cluster/support/kubectl';
import { condition } from '../cluster/support/run';
import { FaultTenant } from './support/fault-tenant';
import { type FaultyRun, gatedIn } from './support/faulty-run';
import { killContainersOf, killPart } from './support/node-parts';
import { Origin } from './support/origin';

const NAMESPACE = 'prodigy-node-faults';
const RUN_ID = 'node';
/** More than any machine finishes before the last of the faults. */
const ITEMS = 30;
const AGENTS = 2;
const step = gatedIn(RUN_ID);

/** The test lets each item go, by its number. */
const WORKFLOW = `name: node
mode: mapreduce
setup:
  - shell: seq 0 ${ITEMS - 1} | paste -sd, | sed 's/.*/[&]/' > items.json
map:
  input: items.json
  json_path: "$[*]"
  agent_template:
    ${step('item${item}', 'echo "${item}" > ${item} && git add ${item} && git commit -qm "add ${item}"')}
reduce:
  - shell: cat [0-9]* > all; git add all; git commit -qm collect
`;

jest.setTimeout(900_000);

let tenant: FaultTenant;
let origin: Origin;
let run: FaultyRun;

beforeAll(async () => {
  tenant = await FaultTenant.create(NAMESPACE);
  origin = await Origin.create('faults/node', { 'README.md': 'a project\n' });
  const agentPod = { disruptionBudget: { minAvailable: 1 }, graceSeconds: 30 };
  run = await tenant.start(RUN_ID, WORKFLOW, origin, {
    agents: AGENTS,
    agentPod,
    timing: { leaseSeconds: 6, lockSeconds: 8 },
  });
});

afterAll(async () => {
  await tenant.remove();
  origin.remove();
});

const finishItems = (count: number): Promise<void> => run.finishItems(count, AGENTS);

const evict = (pod: string): Promise<string> =>
  kubectl(
    ['create', '--raw', `/api/v1/namespaces/${NAMESPACE}/pods/${pod}/eviction`, '-f', '-'],
    JSON.stringify({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod, namespace: NAMESPACE } }),
  );

const allPods = (): Promise<Live[]> => list('pods', NAMESPACE, `prodigy.io/run-id=${RUN_ID}`);

test('an agent is evicted, the budget keeps the other, and the item of the first is done by whoever comes', async () => {
  await run.until('item0');
  await run.until('item1');
  const [first, second] = (await run.runningAgents()) as [string, string];
  await evict(first);
  await expect(evict(second)).rejects.toThrow("would violate the pod's disruption budget");
  await finishItems(2);
  await eventually(
    'the agent that follows',
    async () => (await run.runningAgents()).length === AGENTS || undefined,
    240,
  );
});

test('a drained node takes the whole run with it: status says what it waits for, and it goes on afterwards', async () => {
  // One node with one budget cannot be drained by anybody who respects it: the owner of the node lifts it.
  await kubectl(['delete', 'pdb', '-n', NAMESPACE, '--all']);
  const flags = ['--ignore-daemonsets', '--delete-emptydir-data', '--force', '--timeout=200s'];
  await kubectl(['drain', NODE_NAME, ...flags, '--pod-selector', `prodigy.io/run-id=${RUN_ID}`]);
  try {
    await eventually(
      'status to say so',
      async () => (await tenant.status(RUN_ID)).stdout.includes('1 node(s) were unschedulable') || undefined,
    );
  } finally {
    await kubectl(['uncordon', NODE_NAME]);
  }
  await finishItems(2);
});

test('etcd, API server and kubelet die while items go: the run does not need them to go on', async () => {
  const restarts = [killPart('etcd'), killPart('kube-apiserver'), killPart('kubelet')];
  try {
    await finishItems(2);
    await expect(kubectl(['get', 'nodes', '--request-timeout=2s'])).rejects.toThrow(/refused|EOF|reset/);
  } finally {
    for (const restart of restarts) await restart();
  }
  await eventually('the API server', () => kubectl(['get', '--raw', '/readyz']), 180);
  await podsStayReady();
});

/** A kubelet that begins calls containers unready until it has probed them; where it is killed then, they stay so. */
async function podsStayReady(): Promise<void> {
  let looks = 0;
  await eventually(
    'pods that stay ready',
    async () => {
      const pods = (await allPods()).filter(({ status }) => status.phase === 'Running');
      looks = pods.length > AGENTS && pods.every((pod) => condition(pod, 'Ready')) ? looks + 1 : 0;
      return looks === 20 || undefined;
    },
    240,
  );
}

test('a node goes without a trace: status names it and the command, which brings the run back with the node', async () => {
  const pods = await allPods();
  const restartKubelet = killPart('kubelet');
  killContainersOf(pods.map(({ metadata }) => metadata.uid));
  const command = `kubectl taint node ${NODE_NAME} node.kubernetes.io/out-of-service=nodeshutdown:NoExecute`;
  try {
    await eventually('NotReady', async () => !(await nodeIsReady()), 240);
    const said = await eventually(
      'status to name the node',
      async () => {
        const { stdout } = await tenant.status(RUN_ID);
        return stdout.includes(`node ${NODE_NAME} does not answer`) && stdout;
      },
      120,
    );
    expect(said).toContain(`if it is switched off, ${command};`);
    await kubectl(command.split(' ').slice(1));
    const before = new Set(pods.map(({ metadata }) => metadata.uid));
    const isLeft = ({ metadata }: Live): boolean => before.has(metadata.uid);
    await eventually('the end of the lost pods', async () => !(await allPods()).some(isLeft), 240);
  } finally {
    await restartKubelet();
    await kubectl([...command.split(' ').slice(1, -1), 'node.kubernetes.io/out-of-service-']).catch(() => '');
  }
  await eventually('the node', async () => (await nodeIsReady()) || undefined, 180);
  await finishItems(2);
});

const nodeIsReady = async (): Promise<boolean> => condition(await get('node', NODE_NAME, ''), 'Ready');

test('after all of it every item is merged once, and none spent an attempt', async () => {
  for (const item of Array.from({ length: ITEMS }, (_, index) => `item${index}`)) run.letGo(item);
  expect(await run.report(300)).toMatchObject({
    outcome: 'complete',
    exitCode: 0,
    items: { total: ITEMS, merged: ITEMS, dead: 0, skipped: 0 },
    attempts: ITEMS,
    failures: [],
  });
  const ids = Array.from({ length: ITEMS }, (_, index) => `item_${index}`).sort();
  expect(origin.mergedItems(resultBranch(RUN_ID)).sort()).toEqual(ids);
  expect([...new Set(run.effects())].sort()).toEqual(ids.map((id) => id.replace('_', '')).sort());
  expect(run.count('attempt')).toBe(0);
});
