import { request } from 'node:http';
import { Route } from '../../../contract/workspace-api';
import { git } from '../../../runtime/adapters/git/git';
import { commitAll, removeTemporaryFolders } from '../adapters/git/temporary-repository';
import { ShiftedClock } from './shifted-clock';
import { until, WorkspaceUnderTest } from './workspace-under-test';

let workspace: WorkspaceUnderTest;
let clock: ShiftedClock;
afterEach(() => workspace.close());
afterAll(removeTemporaryFolders);

async function start(leaseSeconds = 12): Promise<void> {
  clock = new ShiftedClock();
  workspace = await WorkspaceUnderTest.make({ timing: { leaseSeconds, lockSeconds: 30 } });
  await workspace.start(clock);
}

const step = { type: 'step', phase: 'setup', index: 0, head: '', checkpoint: null, variables: {} };

test('one leads, the others are told who and for how long', async () => {
  await start();
  expect(await workspace.lead('agent-0')).toBe(1);
  const { body } = await workspace.call('agent-1', `POST ${Route.LEASE}`);
  expect(body).toMatchObject({ held: false, holder: 'agent-0', fencing: 1 });
  expect(await workspace.lead('agent-0')).toBe(1);
});

test('a leader that slept through its lease is refused everything', async () => {
  await start();
  const old = await workspace.lead('agent-0');
  const commit = await workspace.attempt('agent-1', 'item_0', 1, 'a', 'a\n');
  const dir = await workspace.checkout('agent-0');
  clock.advance(12_000);
  expect(await workspace.lead('agent-1')).toBe(2);
  const refusal = { status: 409, body: { error: 'agent-1 leads with number 2: number 1 of agent-0 is over' } };
  const merge = { item: 'item_0', attempt: 1, commit, durationMs: 1 };
  expect(await workspace.call('agent-0', `POST ${Route.JOURNAL}`, step, old)).toEqual(refusal);
  expect(await workspace.call('agent-0', `POST ${Route.MERGES}`, merge, old)).toEqual(refusal);
  expect(await workspace.call('agent-0', `POST ${Route.PUBLICATION}`, {}, old)).toEqual(refusal);
  expect(
    await workspace.call('agent-0', `POST ${Route.JOURNAL}`, { type: 'finished', outcome: 'failed' }, old),
  ).toEqual(refusal);
  expect(await workspace.call('agent-0', `DELETE ${Route.LEASE}`, undefined, old)).toEqual(refusal);
  await expect(workspace.push('agent-0', dir, 'HEAD:refs/prodigy/checkpoint', old)).rejects.toThrow(/error: 409/);
  const { body } = await workspace.call('agent-1', `GET ${Route.JOURNAL}`);
  expect(body).toEqual({ entries: [], session: await workspace.ref('refs/prodigy/base') });
});

test('the right number in the wrong hands is refused', async () => {
  await start();
  const fencing = await workspace.lead('agent-0');
  const { body } = await workspace.call('agent-1', `POST ${Route.JOURNAL}`, step, fencing);
  expect(body).toEqual({ error: 'agent-0 leads with number 1: number 1 of agent-1 is over' });
});

test('a call that only the leader may make needs a number', async () => {
  await start();
  await workspace.lead('agent-0');
  const { status, body } = await workspace.call('agent-0', `POST ${Route.JOURNAL}`, step);
  expect({ status, body }).toEqual({
    status: 400,
    body: { error: "header 'prodigy-fencing' must be the number that came with the lease" },
  });
});

test('a lease that was given back goes to the next at once', async () => {
  await start();
  const fencing = await workspace.lead('agent-0');
  await workspace.call('agent-0', `DELETE ${Route.LEASE}`, undefined, fencing);
  expect((await workspace.call('agent-0', `POST ${Route.JOURNAL}`, step, fencing)).body).toEqual({
    error: 'nobody leads with number 1: number 1 of agent-0 is over',
  });
  expect(await workspace.lead('agent-1')).toBe(2);
});

test('a restarted server remembers holder and number, and gives the holder one lease time', async () => {
  await start();
  const fencing = await workspace.lead('agent-0');
  await workspace.stop();
  clock.advance(60_000);
  await workspace.start(clock);
  const { body } = await workspace.call('agent-1', `POST ${Route.LEASE}`);
  expect(body).toMatchObject({ held: false, holder: 'agent-0', fencing: 1 });
  expect((await workspace.call('agent-0', `POST ${Route.JOURNAL}`, step, fencing)).status).toBe(200);
  clock.advance(12_000);
  expect(await workspace.lead('agent-1')).toBe(2);
});

test('a lease outlives a machine’s clock that is put forward, and ends in time where that stands still', async () => {
  workspace = await WorkspaceUnderTest.make();
  await workspace.start();
  await workspace.lead('agent-0');
  const [now, steady] = [Date.now(), performance.now()];
  const timeOfDay = jest.spyOn(Date, 'now').mockReturnValue(now + 3_600_000);
  const { body } = await workspace.call('agent-1', `POST ${Route.LEASE}`);
  expect(body).toMatchObject({ held: false, holder: 'agent-0' });
  timeOfDay.mockReturnValue(now);
  jest.spyOn(performance, 'now').mockReturnValue(steady + 13_000);
  expect(await workspace.lead('agent-1').finally(() => jest.restoreAllMocks())).toBe(2);
});

test('a leader frozen in mid-push delays the next one by no more than a lease time, and leaves nothing behind', async () => {
  await start(1);
  const fencing = await workspace.lead('agent-0');
  const frozen = request(`${workspace.remote}/git-receive-pack`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await workspace.issuer.token('agent-0')}`,
      'prodigy-fencing': String(fencing),
      'content-type': 'application/x-git-receive-pack-request',
    },
  });
  const broken = new Promise<unknown>((resolve) => {
    frozen.on('error', resolve);
    frozen.on('response', (response) => resolve(response.resume()));
  });
  frozen.write('00');
  await until(async () => ((await workspace.call('agent-0', `POST ${Route.LEASE}`)).body as { held: boolean }).held);
  clock.advance(1000);
  const began = Date.now();
  expect(await workspace.lead('agent-1')).toBe(2);
  expect(Date.now() - began).toBeLessThan(5000);
  await broken;
  expect(await workspace.ref('refs/prodigy/session')).toBe(await workspace.ref('refs/prodigy/base'));
});

test('an attempt with a history of its own is refused for good', async () => {
  await start();
  const fencing = await workspace.lead('agent-0');
  const { body } = await workspace.call('agent-1', `POST ${Route.ATTEMPTS}`, { item: 'item_0', attempt: 1 });
  const dir = await workspace.checkout('agent-1');
  await git(['checkout', '-q', '--orphan', 'own'], { cwd: dir });
  const commit = await commitAll(dir, 'own');
  await workspace.push('agent-1', dir, `HEAD:${(body as { ref: string }).ref}`);
  const merge = { item: 'item_0', attempt: 1, commit, durationMs: 1 };
  expect(await workspace.call('agent-0', `POST ${Route.MERGES}`, merge, fencing)).toEqual({
    status: 422,
    body: { error: `the item's commits must build on those of the run, got ${commit}, which has a history of its own` },
  });
});

test('many merges asked for at once are all made, each once', async () => {
  await start();
  const fencing = await workspace.lead('agent-0');
  const commits: string[] = [];
  for (const n of [0, 1, 2]) commits.push(await workspace.attempt('agent-1', `item_${n}`, 1, `f${n}`, 'x\n'));
  const requests = [...commits, ...commits].map((commit) => {
    const item = `item_${commits.indexOf(commit)}`;
    return workspace.call('agent-0', `POST ${Route.MERGES}`, { item, attempt: 1, commit, durationMs: 1 }, fencing);
  });
  for (const { body } of await Promise.all(requests)) expect(body).toMatchObject({ merged: true });
  const range = 'refs/prodigy/base..refs/prodigy/session';
  const merges = await git(['log', '--merges', '--format=%s', range], { cwd: workspace.repository });
  expect(merges.split('\n').sort()).toEqual(['Merge item_0', 'Merge item_1', 'Merge item_2']);
});
