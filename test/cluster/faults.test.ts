import { readFileSync } from 'node:fs';
import { resultBranch } from '../../contract/names';
import { renderRun } from '../../stacks/render';
import { eventually, kubectl } from './support/kubectl';
import { Origin } from './support/origin';
import { projectFiles, tidied } from './support/project';
import { LiveRun } from './support/run';
import {
  createCredentials,
  createTenant,
  deleteTenant,
  images,
  SECRET,
  testCluster,
  testNamespace,
} from './support/test-cluster';

const NAMESPACE = testNamespace('faults');
const cluster = testCluster(NAMESPACE);
/** Enough entries for the map phase to outlive four kills. */
const files = projectFiles(60);
let origin: Origin;

beforeAll(async () => {
  origin = await Origin.create('demo/faults', files);
  await createTenant(cluster);
  await createCredentials(NAMESPACE, origin.token);
});

afterAll(async () => {
  await deleteTenant(NAMESPACE);
  await origin.remove();
});

const bundled = (name: string): { text: string; file: string } => {
  const file = `workflows/${name}/workflow.yaml`;
  return { text: readFileSync(file, 'utf8'), file };
};

/** Submit a run under a name of its own, with locks and leases turned down: they cost time, not meaning. */
async function start(workflow: { text: string; file: string }, runId: string, agents = 1): Promise<LiveRun> {
  const { objects } = renderRun({
    workflow,
    cluster,
    images,
    repository: origin.repository,
    credentials: { 'git-token': { source: 'existing', secretName: SECRET } },
    timing: { leaseSeconds: 6, lockSeconds: 8 },
    agents,
    runId,
  });
  const manifest = objects.map((object) => JSON.stringify(object)).join('\n---\n');
  await kubectl(['apply', '--server-side', '-f', '-'], manifest);
  return new LiveRun(NAMESPACE, runId);
}

const merged = async (run: LiveRun): Promise<number> =>
  (await run.journal()).filter((entry) => entry.type === 'item').length;

async function untilMerged(run: LiveRun, count: number): Promise<void> {
  await eventually(`${count} items of ${run.runId}`, async () => (await merged(run)) >= count, 240);
}

async function agentPods(run: LiveRun): Promise<string[]> {
  const running = (await run.pods('agent')).filter((pod) => pod.status.phase === 'Running');
  return running.map((pod) => pod.metadata.name);
}

test('a MapReduce run outlives the loss of an agent, its leader, Redis and the workspace, and merges nothing twice', async () => {
  const run = await start(bundled('tidy-whitespace'), 'tidy-faults', 2);
  await untilMerged(run, 4);
  const leader = await run.leader();
  const other = (await agentPods(run)).find((pod) => pod !== leader);
  if (!other) throw new Error('there is no agent beside the leader');
  await run.kill(other);
  await untilMerged(run, 12);
  await run.kill(await run.leader());
  await untilMerged(run, 20);
  await run.kill(`prodigy-redis-${run.runId}-0`);
  await untilMerged(run, 28);
  await run.kill(`prodigy-workspace-${run.runId}-0`);
  const report = await run.report(480);
  expect(report).toMatchObject({ outcome: 'complete', items: { dead: 0 }, failures: [] });
  expect(await origin.files(resultBranch(run.runId))).toEqual(tidied(files));
  const items = await origin.mergedItems(resultBranch(run.runId));
  expect(new Set(items).size).toBe(items.length);
  expect(items.length).toBe(report.items?.merged);
  await run.ended();
}, 900_000);

test('a standard run outlives the loss of its agent and of the workspace', async () => {
  const run = await start(bundled('release-notes'), 'notes-faults');
  await eventually('the agent', async () => (await agentPods(run)).length > 0);
  for (const pod of await agentPods(run)) await run.kill(pod);
  await eventually('the workspace', async () => (await run.pods('workspace')).length > 0);
  await run.kill(`prodigy-workspace-${run.runId}-0`);
  expect(await run.report(300)).toMatchObject({ outcome: 'complete', failures: [] });
  const { 'RELEASE-NOTES.md': notes } = await origin.files(resultBranch(run.runId));
  expect(notes).toContain('# Release notes');
  await run.ended();
}, 600_000);

/** Each step leaves an untracked line and a commit; the last shows what the others left. */
const SLOW = `name: slow
commands:
  - shell: echo one >> kept.txt && sleep 2
  - shell: git commit -q --allow-empty -m two && echo two >> kept.txt
    commit_required: true
  - shell: hostname
    capture_output: where
  - shell: sleep 8 && echo "four, three was at \${where}" >> kept.txt
  - shell: git add kept.txt && git commit -q -m "Keep what every step left"
    commit_required: true
`;

test('a new leader goes on after the last recorded step, with its commits, untracked files and captures', async () => {
  const run = await start({ text: SLOW, file: 'slow.yaml' }, 'slow-faults');
  const steps = async () => (await run.journal()).filter((entry) => entry.type === 'step').length;
  await eventually('three steps', async () => (await steps()) >= 3, 120);
  const [agent] = await agentPods(run);
  await run.kill(agent as string);
  expect(await run.report(300)).toMatchObject({ outcome: 'complete', failures: [] });
  const { 'kept.txt': kept = '' } = await origin.files(resultBranch(run.runId));
  expect(kept.split('\n').map((line) => line.replace(/at .*/, 'at'))).toEqual(['one', 'two', 'four, three was at', '']);
  await run.ended();
}, 600_000);
