// One run, looked after as operators do: read, scaled, cancelled, explained, cleaned up.
import { jobName, reportName, workspaceName } from '../../contract/names';
import { Author } from './support/author';
import { eventually, get, type Live } from './support/kubectl';
import { Origin } from './support/origin';
import type { Answer } from './support/prodigy';
import { LiveRun } from './support/run';
import { createCredentials, createTenant, deleteTenant, testCluster, testNamespace } from './support/test-cluster';

jest.setTimeout(600_000);

const NAMESPACE = testNamespace('operate');
const cluster = testCluster(NAMESPACE);
const RUN = 'watched';
const ITEMS = 60;
const watched = new LiveRun(NAMESPACE, RUN);
let origin: Origin;
let author: Author;
let follower: Promise<Answer>;

const on = (...args: string[]): Promise<Answer> => author.prodigy(...args, '--cluster', 'development');

beforeAll(async () => {
  origin = await Origin.create('demo/operate', {
    'items.json': JSON.stringify(Array.from({ length: ITEMS }, (_, n) => ({ n }))),
  });
  author = new Author(cluster, origin);
  await createTenant(cluster);
  await createCredentials(NAMESPACE, origin.token);
  const flow = author.write(
    'flow.yaml',
    `name: watched
mode: mapreduce
map:
  input: items.json
  json_path: "$[*]"
  max_parallel: 1
  agent_template:
    - shell: "for line in 1 2 3 4; do echo item \${item.n} line $line; sleep 0.5; done"
`,
  );
  const submitted = await author.submit(flow, '--run-id', RUN, '--detach');
  expect(submitted).toMatchObject({ status: 0, stdout: `${RUN}\n` });
  follower = on('logs', RUN, '--follow', '-o', 'json');
});

afterAll(async () => {
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
    240,
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

test('version says whether the run in flight fits', async () => {
  const { stdout } = await on('version', '-o', 'json');
  expect(JSON.parse(stdout)).toMatchObject({
    client: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    cluster: { version: expect.stringMatching(/^v1\./), fits: true },
    runs: [{ run: RUN }],
  });
});

test('clusters check finds all that the run has found', async () => {
  const { status, stdout } = await author.prodigy('clusters', 'check', 'development', '-o', 'json');
  const [{ checks }] = JSON.parse(stdout);
  expect(checks.filter(({ state }: Live) => state === 'error')).toEqual([]);
  expect(status).toBe(0);
});

test('cancel ends it with its reason', async () => {
  const { status, stdout } = await on('cancel', RUN, '--reason', 'seen enough');
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: expect.stringContaining(`run ${RUN}: cancelled (seen enough)`),
  });
  await eventually('end of the Job', async () => {
    const { status: state } = await watched.job();
    return state.conditions?.some((one: Live) => one.type === 'Failed' && one.status === 'True');
  });
});

test('who followed the logs got each line once, those of an item in order, and was told the end', async () => {
  const { status, stdout, stderr } = await follower;
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const printed = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter(({ stream }) => stream === 'stdout')
    .map(({ item, msg }) => ({ item: item as string, text: msg as string }));
  const byItem = new Map<string, string[]>();
  for (const { item, text } of printed) byItem.set(item, [...(byItem.get(item) ?? []), text]);
  const whole = [1, 2, 3, 4];
  expect([...byItem.keys()].length).toBeGreaterThan(2);
  for (const [item, seen] of byItem) {
    // Items in hand when it was cancelled have printed the first of theirs.
    expect(seen).toEqual(whole.slice(0, seen.length).map((line) => `item ${item.slice(5)} line ${line}`));
  }
});

test('explain, results and history tell what became of it', async () => {
  const { stdout } = await on('explain', RUN);
  expect(stdout).toContain(`run ${RUN} is cancelled: `);
  expect(stdout).toContain('why:\n  seen enough\n');
  expect(stdout).toContain(`prodigy-k8s resume ${RUN} --cluster development   go on where it was stopped\n`);
  expect((await on('results', RUN)).stdout).toBe(`run ${RUN}: cancelled, without a result: seen enough\n`);
  const history = JSON.parse((await on('history', '-o', 'json')).stdout);
  expect(history).toMatchObject([{ runId: RUN, outcome: 'cancelled' }]);
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
