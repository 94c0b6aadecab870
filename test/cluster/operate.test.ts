// One run, looked after as operators do: read, scaled, lost from sight, cancelled, explained, cleaned up.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { jobName, reportName, workspaceName } from '../../contract/names';
import { manifestText } from '../../stacks/manifest-files';
import { renderTenant } from '../../stacks/render';
import { TEST_IMAGES } from '../../tools/cluster-needs';
import { Author } from './support/author';
import { Detour } from './support/detour';
import { eventually, get, type Live } from './support/kubectl';
import { lostFromSight } from './support/lost-from-sight';
import { lookedAtByAnOnlooker, onlookerIn } from './support/onlooker';
import { Origin } from './support/origin';
import type { Answer } from './support/prodigy';
import { LiveRun } from './support/run';
import {
  createCredentials,
  createTenant,
  deleteTenant,
  images,
  testCluster,
  testNamespace,
} from './support/test-cluster';

jest.setTimeout(600_000);

const NAMESPACE = testNamespace('operate');
const cluster = testCluster(NAMESPACE);
const RUN = 'watched';
/** More than are ever worked on: the run is cancelled. */
const ITEMS = 500;
/** Number of an item that fails. */
const BAD = 2;
const watched = new LiveRun(NAMESPACE, RUN);
let origin: Origin;
let author: Author;
let follower: Promise<Answer>;
let detour: Detour;
/** Items that were worked on. */
let done: number;
/** Kubeconfig of somebody who may only look. */
let onlooker: string;
const COMPONENTS = ['agent', 'workspace', 'queue'] as const;

const on = (...args: string[]): Promise<Answer> => author.prodigy(...args, '--cluster', 'development');

/** Items that have come to their end, as the journal has them. */
const ended = async (): Promise<Live[]> => (await watched.journal()).filter(({ type }) => type === 'item');

beforeAll(async () => {
  origin = await Origin.create('demo/operate', {
    'items.json': JSON.stringify(Array.from({ length: ITEMS }, (_, n) => ({ n }))),
  });
  author = new Author(cluster, origin);
  detour = await Detour.open();
  author.describe({ second: author.write('second', detour.kubeconfig) });
  await createTenant(cluster);
  await createCredentials(NAMESPACE, origin.token);
  // One step: the one in hand may end where its agent is told to stop, so a restart prints no item twice.
  const flow = author.write(
    'flow.yaml',
    `name: watched
mode: mapreduce
map:
  input: items.json
  json_path: "$[*]"
  max_parallel: 1
  agent_template:
    - shell: |
        for line in 1 2 3 4; do echo item \${item.n} line $line; sleep 0.5; done
        test \${item.n} -ne ${BAD} && echo \${item.n} > item-\${item.n} && git add . && git commit -qm 'Work on an item'
      commit_required: true
`,
  );
  const submitted = await author.submit(flow, '--run-id', RUN, '--detach');
  expect(submitted).toMatchObject({ status: 0, stdout: `${RUN}\n` });
  follower = author.prodigy('logs', RUN, '--follow', '-o', 'json', '--cluster', 'second');
  onlooker = author.write('onlooker', await onlookerIn(NAMESPACE));
});

afterAll(async () => {
  detour.block();
  await deleteTenant(NAMESPACE);
  await origin.remove();
  author.remove();
});

test('logs show what an item printed, with who and when', async () => {
  const shown = await eventually(
    'lines of item_1',
    async () => {
      const { stdout } = await on('logs', RUN, '--item', 'item_1');
      return stdout.includes('item 1 line 4') && stdout;
    },
    500,
  );
  const lines = shown.split('\n').filter((line) => / item 1 line /.test(line));
  expect(lines).toEqual(
    [1, 2, 3, 4].map((line) =>
      expect.stringMatching(new RegExp(`^\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z  agent-0  item_1  item 1 line ${line}$`)),
    ),
  );
});

test('scale gives a run another agent, which takes items', async () => {
  expect(await on('scale', RUN, '--max-parallel', '2')).toMatchObject({
    status: 0,
    stdout: `run ${RUN}: at most 2 agents\n`,
  });
  expect((await watched.job()).spec).toMatchObject({ completions: 2, parallelism: 2 });
  await eventually(
    'lines of the second agent',
    async () => / item \d+ line 4/.test((await on('logs', RUN, '--agent', '1', '--phase', 'map')).stdout),
    120,
  );
});

test('diff --live tells what ending it would stop: its agents, and the items that they work on', async () => {
  const folder = 'manifests/production/_tenant';
  mkdirSync(join(author.home, folder), { recursive: true });
  author.write(`${folder}/tenant.yaml`, renderTenant(cluster, images).map(manifestText).join('---\n'));
  const live = ['diff', join(author.home, 'manifests'), '--live', '--cluster', 'production', '-n', NAMESPACE];
  const stops = 'pruning ends it, which stops 2 agents; 2 items return to the queue; ';
  const { status, stdout } = await eventually('items of both agents', async () => {
    const answer = await author.prodigy(...live);
    return answer.stdout.includes(stops) && answer;
  });
  expect(status).toBe(1);
  expect(stdout).toContain(
    `production: ${RUN}\n  run removed (needs a human): Job/${jobName(RUN)}, on the cluster\n    the run is in progress but not rendered: ${stops}its claims `,
  );
});

test('restart replaces every pod, and no item is lost or begun anew', async () => {
  const podsOf = async (): Promise<string[]> => {
    const pods = await Promise.all(COMPONENTS.map((component) => watched.pods(component)));
    return pods.flat().map(({ metadata }) => metadata.uid);
  };
  const before = await podsOf();
  expect((await on('restart', RUN, '--dry-run')).stdout.split('\n')).toHaveLength(4);
  expect(await podsOf()).toEqual(before);
  const { status, stderr } = await on('restart', RUN);
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: `agents have ended\nworkspace is ready again\nqueue is ready again\nagents start\nrun ${RUN} is restarted\n`,
  });
  const soFar = (await ended()).length;
  const items = await eventually('an item after the restart', async () => {
    const now = await ended();
    return now.length > soFar && now;
  });
  expect(new Set(items.map(({ item }) => item)).size).toBe(items.length);
  expect(items.filter(({ outcome }) => outcome !== 'merged').map(({ item }) => item)).toEqual([`item_${BAD}`]);
  expect((await podsOf()).filter((uid) => before.includes(uid))).toEqual([]);
});

test('logs show what was written before the restart, by pods that are gone', async () => {
  const { status, stdout } = await on('logs', RUN, '--item', 'item_1');
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('item 1 line 4') });
});

test('version says whether the run in flight fits', async () => {
  const { stdout } = await on('version', '-o', 'json', '--images', TEST_IMAGES);
  expect(JSON.parse(stdout)).toMatchObject({
    client: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    cluster: { version: expect.stringMatching(/^v1\./), fits: true },
    runs: [{ run: RUN, fits: 'yes' }],
  });
});

test('clusters check finds all that the run has found', async () => {
  const { status, stdout } = await author.prodigy('clusters', 'check', 'development', '-o', 'json');
  const [{ checks }] = JSON.parse(stdout);
  expect(checks.filter(({ state }: Live) => state === 'error')).toEqual([]);
  expect(status).toBe(0);
});

lookedAtByAnOnlooker(RUN, NAMESPACE, () => ({ author, kubeconfig: onlooker }));

lostFromSight(RUN, () => ({ author, detour, ended }));

test('cancel --drain begins nothing more; what is at work ends and is merged', async () => {
  const { status, stdout } = await on('cancel', RUN, '--drain', '--reason', 'seen enough', '-o', 'json');
  const report = JSON.parse(stdout);
  expect({ status, report }).toMatchObject({ status: 0, report: { outcome: 'cancelled', reason: 'seen enough' } });
  const { total, merged, unchanged, dead, skipped } = report.items;
  expect({ total, unchanged, dead, skipped }).toEqual({ total: ITEMS, unchanged: 0, dead: 1, skipped: 0 });
  expect(merged).toBeGreaterThan(1);
  done = merged + dead;
  await eventually('end of the Job', async () => {
    const { status: state } = await watched.job();
    return state.conditions?.some((one: Live) => one.type === 'Failed' && one.status === 'True');
  });
});

test('who followed the logs through that got each line once, all of each item in order, and was told the end', async () => {
  const { status, stdout, stderr } = await follower;
  expect(status).toBe(0);
  // The queue's pod goes with the run, maybe before its last lines were looked at again; the agents' are all kept.
  expect(stderr).toMatch(
    /^(cannot [^\n]*, or wait: the run goes on, [^\n]*\nthe cluster answers again\n)+(lines of queue may be missing: its pod is gone\n)?$/,
  );
  const printed = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter(({ stream }) => stream === 'stdout')
    .map(({ item, msg }) => ({ item: item as string, text: msg as string }));
  const byItem = new Map<string, string[]>();
  for (const { item, text } of printed) byItem.set(item, [...(byItem.get(item) ?? []), text]);
  expect([...byItem.keys()]).toHaveLength(done);
  for (const [item, seen] of byItem)
    expect(seen).toEqual([1, 2, 3, 4].map((line) => `item ${item.slice(5)} line ${line}`));
});

test('explain, results and history tell what became of it', async () => {
  const { stdout } = await on('explain', RUN);
  expect(stdout).toContain(`run ${RUN} is cancelled: `);
  expect(stdout).toContain('why:\n  seen enough\n');
  expect(stdout).toContain(`next:\n  prodigy-k8s dlq inspect item_${BAD} --run ${RUN} --cluster development `);
  expect(stdout).toMatch(/\n {2}prodigy-k8s resume watched --cluster development {3,}continue where it was stopped\n/);
  expect((await on('results', RUN)).stdout).toBe(`run ${RUN}: cancelled, without a result: seen enough\n`);
  const history = JSON.parse((await on('history', '-o', 'json')).stdout);
  expect(history).toMatchObject([{ runId: RUN, outcome: 'cancelled' }]);
});

test('run --from-dlq works on what failed, mended', async () => {
  const mended = author.write(
    'mended.yaml',
    `name: mended
mode: mapreduce
map:
  input: nothing.json
  max_parallel: 1
  agent_template:
    - shell: "echo \${item.n} > \${item_id}; git add .; git commit -qm mended"
`,
  );
  const { status, stdout } = await author.submit(mended, '--from-dlq', RUN, '--run-id', 'mended', '-o', 'json');
  expect({ status, report: JSON.parse(stdout) }).toMatchObject({
    status: 0,
    report: { outcome: 'complete', items: { total: 1, merged: 1, dead: 0 } },
  });
  expect(await origin.files('prodigy/mended')).toMatchObject({ [`item_${BAD}`]: `${BAD}\n` });
});

test('cleanup in the hands of somebody who may only look says which right it lacks, and takes nothing', async () => {
  const { status, stderr } = await on('cleanup', RUN, '--yes', '--kubeconfig', onlooker);
  expect({ status, stderr }).toEqual({
    status: 3,
    stderr: expect.stringMatching(
      /^prodigy-k8s: cannot delete [^\n]* cannot delete resource [^\n]*: ask for this right\n$/,
    ),
  });
  expect(await get('job', jobName(RUN), NAMESPACE)).toBeDefined();
});

test('cleanup says what would go, then takes all of it', async () => {
  const asked = ['cleanup', RUN, '--claims', '--reports'];
  const { stdout } = await on(...asked, '--dry-run');
  expect(stdout).toContain(`remove Job ${jobName(RUN)}\n`);
  expect(stdout).toContain(`remove PersistentVolumeClaim ${workspaceName(RUN)}\n`);
  expect(stdout).not.toContain('keep');
  expect(await get('job', jobName(RUN), NAMESPACE)).toBeDefined();
  expect((await on(...asked)).status).toBe(6);
  expect((await on(...asked, '--yes')).status).toBe(0);
  const left = [
    ['job', jobName(RUN)],
    ['statefulset', workspaceName(RUN)],
    ['persistentvolumeclaim', workspaceName(RUN)],
    ['configmap', reportName(RUN)],
  ] as const;
  for (const [kind, name] of left)
    await eventually(`end of ${kind} ${name}`, async () => (await get(kind, name, NAMESPACE)) === undefined);
});
