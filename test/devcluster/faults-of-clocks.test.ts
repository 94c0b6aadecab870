// One run whose containers' clocks are put forward and back while it works.
import { resultBranch, workspaceName } from '../../contract/names';
import { eventually, kubectl } from '../cluster/support/kubectl';
import type { FakeClocks } from './support/fake-clocks';
import { FaultTenant } from './support/fault-tenant';
import { type FaultyRun, gatedIn } from './support/faulty-run';
import { Origin } from './support/origin';

jest.setTimeout(600_000);

const NAMESPACE = 'prodigy-clocks';
const RUN_ID = 'clocks';
const ITEMS = 16;
const AGENTS = 2;
const SERVER = `${workspaceName(RUN_ID)}-0`;
const step = gatedIn(RUN_ID);

/** An item takes longer than a third of the lease: whoever could take that one over would have asked meanwhile. */
const WORKFLOW = `name: clocks
mode: mapreduce
setup:
  - shell: seq 0 ${ITEMS - 1} | paste -sd, | sed 's/.*/[&]/' > items.json
map:
  input: items.json
  json_path: "$[*]"
  agent_template:
    ${step('item${item}', 'sleep 3; echo "${item}" > ${item} && git add . && git commit -qm "add ${item}"')}
`;

let tenant: FaultTenant;
let origin: Origin;
let clocks: FakeClocks;
let run: FaultyRun;

beforeAll(async () => {
  tenant = await FaultTenant.create(NAMESPACE);
  origin = await Origin.create('faults/clocks', { 'README.md': 'a project\n' });
  clocks = tenant.clocks();
  run = await tenant.start(RUN_ID, WORKFLOW, origin, {
    agents: AGENTS,
    timing: { leaseSeconds: 6, lockSeconds: 8 },
    change: (objects) => clocks.given(objects),
  });
});

afterAll(async () => {
  await tenant.remove();
  origin.remove();
});

const finishItems = (count: number): Promise<void> => run.finishItems(count, AGENTS);

/** Minutes that a container's clock is ahead of this machine's. */
async function ahead(pod: string, container: string): Promise<number> {
  const seconds = await kubectl(['exec', '-n', NAMESPACE, pod, '-c', container, '--', 'date', '+%s']);
  return Math.round((Number(seconds) - Date.now() / 1000) / 60);
}

const serversLog = (): Promise<string> => kubectl(['logs', '-n', NAMESPACE, SERVER, '-c', 'prodigy-workspace']);
const REFUSAL = 'the token is not valid';

test('the workspace’s clock is put forward, then back: whoever leads goes on leading, and nobody is refused', async () => {
  await finishItems(1);
  const { fencing } = run.lease();
  for (const minutes of [180, -90]) {
    clocks.put('workspace', minutes);
    expect(await ahead(SERVER, 'prodigy-workspace')).toBe(minutes);
    await finishItems(2);
  }
  expect(run.lease().fencing).toBe(fencing);
  expect(await serversLog()).not.toContain(REFUSAL);
  clocks.put('workspace', 0);
});

test('the agents’ clocks are put forward, then back: whoever leads goes on leading, and items go on', async () => {
  const { fencing } = run.lease();
  const [agent] = (await run.runningAgents()) as [string];
  for (const minutes of [180, -90]) {
    clocks.put('agents', minutes);
    expect(await ahead(agent, 'prodigy-agent')).toBe(minutes);
    await finishItems(2);
  }
  expect(run.lease().fencing).toBe(fencing);
  clocks.put('agents', 0);
});

test('a server that starts while its clock is ahead takes every token for one that is over, until the clock is set right', async () => {
  clocks.put('workspace', 180);
  await run.kill(SERVER);
  await eventually('a refusal', async () => (await serversLog()).includes(REFUSAL), 240);
  clocks.put('workspace', 0);
  await finishItems(2);
});

test('every item is merged once, and none spent an attempt', async () => {
  for (const item of Array.from({ length: ITEMS }, (_, index) => `item${index}`)) run.letGo(item);
  expect(await run.report(300)).toMatchObject({
    outcome: 'complete',
    exitCode: 0,
    items: { total: ITEMS, merged: ITEMS, dead: 0, skipped: 0 },
    attempts: ITEMS,
    failures: [],
  });
  const ids = Array.from({ length: ITEMS }, (_, index) => `item_${index}`);
  expect(origin.mergedItems(resultBranch(RUN_ID)).sort()).toEqual(ids.sort());
  expect(run.count('attempt')).toBe(0);
});
