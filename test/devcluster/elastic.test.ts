import { randomBytes } from 'node:crypto';
import { resultBranch } from '../../contract/names';
import { METRICS_PATH, Port } from '../../contract/network';
import { allowToken } from '../../devcluster/git-tokens';
import { clusterNamed } from '../../stacks/clusters';
import { readProject } from '../../stacks/project';
import { renderRun, renderTenant } from '../../stacks/render';
import { eventually, kubectl } from '../cluster/support/kubectl';
import { LiveRun } from '../cluster/support/run';
import { Origin } from './support/origin';
import { SECRET } from './support/tenant';

const NAMESPACE = 'prodigy-elastic';
const MOST = 16;
const ITEMS = 40;
const { images } = readProject('.');
const development = clusterNamed('development');
/** They ask for little, so that all of them find room on a node of two cores beside what other tests run. */
const agentResources = { ...development.agentResources, requests: { cpu: '10m', memory: '64Mi' } };
const cluster = { ...development, namespace: NAMESPACE, maxAgents: MOST, agentResources };
const apply = (objects: readonly object[]): Promise<string> =>
  kubectl(['apply', '--server-side', '-f', '-'], objects.map((object) => JSON.stringify(object)).join('\n---\n'));

/** Items that are long enough for agents to be worth starting, and a last one that outlives them all. */
const WORKFLOW = `name: elastic
mode: mapreduce
setup:
  - shell: seq -f 'part-%g' 1 ${ITEMS} > parts.txt
map:
  input: cat parts.txt
  agent_template:
    - shell: |
        if [ "$ITEM" = part-${ITEMS} ]; then sleep 90; else sleep 8; fi
        hostname > "$ITEM.txt" && git add -A && git commit -qm "$ITEM"
      env: { ITEM: "\${item.item}" }
`;

let origin: Origin;
let run: LiveRun;
/** What the Job said at each look. */
const seen: { completions: number; parallelism: number; active: number; succeeded: number; done: string }[] = [];

beforeAll(async () => {
  origin = await Origin.create('demo/elastic', { 'README.md': 'elastic\n' });
  await kubectl(['delete', 'namespace', NAMESPACE, '--ignore-not-found', '--timeout=100s']);
  const token = `canary-${randomBytes(12).toString('hex')}`;
  allowToken(token);
  const metadata = { name: SECRET, namespace: NAMESPACE };
  await apply([
    ...renderTenant(cluster, images),
    { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { 'git-token': token } },
  ]);
  const { objects } = renderRun({
    workflow: { text: WORKFLOW, file: 'elastic.yaml' },
    cluster,
    images,
    repository: { url: origin.url, revision: 'main' },
    credentials: { 'git-token': { source: 'existing', secretName: SECRET } },
    agents: MOST,
    minAgents: 1,
    runId: 'elastic',
  });
  await apply(objects);
  run = new LiveRun(NAMESPACE, 'elastic');
});

afterAll(async () => {
  await kubectl(['delete', 'namespace', NAMESPACE, '--ignore-not-found', '--wait=false']);
  origin.remove();
});

async function look(): Promise<(typeof seen)[number]> {
  const { spec, status = {} } = await run.job();
  const { completions, parallelism } = spec;
  const { active = 0, succeeded = 0, completedIndexes: done = '' } = status;
  seen.push({ completions, parallelism, active, succeeded, done });
  return seen.at(-1)!;
}

test('the Job begins with one agent', async () => {
  expect(await look()).toMatchObject({ completions: 1, parallelism: 1 });
});

test('the backlog makes it grow to the most, completions and parallelism together', async () => {
  await eventually(`${MOST} agents`, async () => (await look()).active === MOST, 500);
  expect(seen.every(({ completions, parallelism }) => completions === parallelism)).toBe(true);
  expect(seen.at(-1)).toMatchObject({ completions: MOST });
}, 600_000);

test('what Prometheus scrapes meanwhile tells of items in hand, and of the steps of agents', async () => {
  const [{ status }] = await run.pods('workspace');
  const scraped = await eventually('a step in the numbers', async () => {
    const text = await (await fetch(`http://${status.podIP}:${Port.METRICS}${METRICS_PATH}`)).text();
    return /^prodigy_step_duration_seconds_count{[^}]*phase="map"[^}]*} [1-9]/m.test(text) && text;
  });
  expect(scraped).toMatch(/^prodigy_items_in_progress [1-9]/m);
  expect(scraped).toMatch(/^prodigy_queue_depth \d+$/m);
});

test('agents without an item leave, index 0 never before the end', async () => {
  await eventually('agents that left', async () => (await look()).succeeded >= 4, 500);
  expect(seen.every(({ done }) => !/^0\b/.test(done))).toBe(true);
  expect(seen.at(-1)?.completions).toBe(MOST);
}, 600_000);

test('no item is lost, and none is merged twice', async () => {
  const report = await run.report(500);
  expect(report).toMatchObject({ outcome: 'complete', items: { total: ITEMS, merged: ITEMS, dead: 0 }, failures: [] });
  const items = origin.mergedItems(resultBranch(run.runId));
  expect([items.length, new Set(items).size]).toEqual([ITEMS, ITEMS]);
  await run.ended();
}, 900_000);
