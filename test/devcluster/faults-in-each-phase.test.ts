// One run whose every part is struck in every phase, at the times that are the default.
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { redisName, resultBranch, workspaceName } from '../../contract/names';
import { REPOSITORIES } from '../../devcluster/paths';
import { eventually } from '../cluster/support/kubectl';
import { FaultTenant } from './support/fault-tenant';
import { type FaultyRun, gatedIn, type KilledLeader } from './support/faulty-run';
import { Origin } from './support/origin';

jest.setTimeout(600_000);

const ITEMS = 9;
const AGENTS = 4;
const RUN_ID = 'phases';
const SERVERS = [redisName(RUN_ID), workspaceName(RUN_ID)].map((name) => `${name}-0`);
/** Seconds within which another agent leads after a leader was killed. */
const TAKEOVER_SECONDS = 20;
/** Seconds within which its first step has begun: it has to lay out a checkout first, on a machine that may be busy. */
const AT_WORK_SECONDS = 60;

const step = gatedIn(RUN_ID);

const WORKFLOW = `name: phases
mode: mapreduce
setup:
  ${step('setup', `seq 0 ${ITEMS - 1} | paste -sd, | sed 's/.*/[&]/' > items.json; echo made > by-setup`)}
map:
  input: items.json
  json_path: "$[*]"
  agent_template:
    ${step('map ${item}', 'sleep 1; mkdir -p out; cp by-setup out/${item}; git add out; git commit -qm "add ${item}"')}
reduce:
  ${step('reduce', 'cat out/* > all; git add all; git commit -qm collect')}
merge:
  ${step('merge', 'git merge -q --no-ff -m publication "${merge.source_branch}"')}
`;

let tenant: FaultTenant;
let origin: Origin;
let run: FaultyRun;

beforeAll(async () => {
  tenant = await FaultTenant.create('prodigy-faults');
  origin = await Origin.create('faults/phases', { 'README.md': 'a project\n' });
  run = await tenant.start(RUN_ID, WORKFLOW, origin, { agents: AGENTS });
  holdPublication();
});

afterAll(async () => {
  await tenant.remove();
  origin.remove();
});

/** Origin takes its time, as a step does: the run can be struck while it publishes. */
function holdPublication(): void {
  const hook = join(REPOSITORIES, 'faults/phases.git/hooks/pre-receive');
  const says = `echo publish >> ${run.gate('effects')}`;
  writeFileSync(hook, `#!/bin/sh\n${says}\nuntil [ -e ${run.gate('publish')} ]; do sleep 0.2; done\n`);
  chmodSync(hook, 0o755);
}

test.each(['setup', 'map', 'reduce', 'merge', 'publish'] as const)(
  'in %s: another agent leads in time after the leader was killed, and Redis, workspace and an agent return',
  async (phase) => {
    await run.until(phase, phase === 'map' ? AGENTS : 1);
    const before = run.starts(phase);
    const entries = run.count('item');
    const killed = run.killLeader();
    if (phase === 'map') run.letGo(phase);
    const elected = await run.takeover(killed);
    // While origin has the result, there is nothing to do but wait for it.
    if (phase === 'map') await eventually('an item', async () => run.count('item') > entries);
    else if (phase !== 'publish') await run.until(phase, before + 1);
    const atWork = since(killed);
    process.stderr.write(`${phase}: elected ${elected.toFixed(1)} s after the kill, at work ${atWork.toFixed(1)} s\n`);
    const others = (await run.runningAgents()).filter((pod) => ![run.lease().pod, killed.pod].includes(pod));
    const other = others.sort((a, b) => returnsAfter(a) - returnsAfter(b)).slice(0, 1);
    for (const pod of [killed.pod, ...other]) strikes.set(indexOf(pod), strikesOf(pod) + 1);
    await Promise.all([...SERVERS, ...other].map((pod) => run.kill(pod)));
    run.letGo(phase);
    expect(elected).toBeLessThan(TAKEOVER_SECONDS);
    expect(atWork).toBeLessThan(AT_WORK_SECONDS);
  },
);

/** How often the pods of an index were killed. */
const strikes = new Map<number, number>();
const indexOf = (pod: string): number => Number(pod.split('-').at(-2));
const strikesOf = (pod: string): number => strikes.get(indexOf(pod)) ?? 0;

/** An order: the Job controller doubles its pause with every pod that an index loses, and the Job's end needs index 0. */
const returnsAfter = (pod: string): number => strikesOf(pod) + (indexOf(pod) === 0 ? AGENTS : 0);

const since = ({ at }: KilledLeader): number => (performance.now() - at) / 1000;

test('nothing is lost and nothing doubled: one merge for each item, one reduce, one publication', async () => {
  expect(await run.report(400)).toMatchObject({
    outcome: 'complete',
    exitCode: 0,
    items: { total: ITEMS, merged: ITEMS, dead: 0, skipped: 0 },
    failures: [],
  });
  const branch = resultBranch(run.runId);
  const ids = Array.from({ length: ITEMS }, (_, index) => `item_${index}`);
  expect(origin.mergedItems(branch).sort()).toEqual(ids);
  expect(origin.subjects(branch).filter((subject) => subject === 'collect')).toHaveLength(1);
  expect(origin.files(branch).all).toBe('made\n'.repeat(ITEMS));
  expect(run.count('result')).toBe(1);
});

test('every step ran, some of them twice, none was left out', () => {
  const names = ['setup', ...Array.from({ length: ITEMS }, (_, index) => `map ${index}`), 'reduce', 'merge', 'publish'];
  expect([...new Set(run.effects())].sort()).toEqual(names.sort());
  expect(run.starts('reduce')).toBeGreaterThanOrEqual(2);
});

test('the Job is Complete and the servers are scaled to 0', () => run.ended());
