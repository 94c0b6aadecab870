import { readFile, writeFile } from 'node:fs/promises';
import { Label } from '../../../contract/labels';
import { Path } from '../../../contract/paths';
import type { Report } from '../../../contract/report';
import { Route } from '../../../contract/workspace-api';
import { statePaths } from '../../../runtime/server/state-paths';
import { removeTemporaryFolders } from '../adapters/git/temporary-repository';
import { REPORT_PATH, until, WorkspaceUnderTest } from './workspace-under-test';

let workspace: WorkspaceUnderTest;
beforeEach(async () => {
  workspace = await WorkspaceUnderTest.make();
});
afterEach(() => workspace.close());
afterAll(removeTemporaryFolders);

interface StoredReport {
  readonly metadata: { readonly labels: Record<string, string> };
  readonly data: { readonly 'report.json': string };
}
const stored = () => workspace.api.objects.get(REPORT_PATH) as unknown as StoredReport | undefined;
const report = () => JSON.parse(stored()?.data['report.json'] ?? 'null') as Report;
const hello = (index: number, pod: string) => workspace.call(pod, `POST ${Route.AGENTS}`, { index, pod });
const finish = (outcome: string, fencing: number, reason?: string) =>
  workspace.call('agent-0', `POST ${Route.JOURNAL}`, { type: 'finished', outcome, reason }, fencing);

test('the report holds what the run came to', async () => {
  await workspace.start();
  const fencing = await workspace.lead('agent-0');
  const commit = await workspace.attempt('agent-1', 'item_0', 1, 'a', 'a\n');
  const items = [0, 1].map((n) => ({ id: `item_${n}`, data: n }));
  await workspace.call('agent-0', `POST ${Route.JOURNAL}`, { type: 'items', items }, fencing);
  await workspace.call(
    'agent-0',
    `POST ${Route.MERGES}`,
    { item: 'item_0', attempt: 1, commit, durationMs: 1 },
    fencing,
  );
  const ends = [
    { type: 'item', item: 'item_0', outcome: 'merged', attempt: 1, commit },
    { type: 'item', item: 'item_1', outcome: 'dead', attempt: 3, reason: 'exit code 7' },
  ];
  for (const end of ends) await workspace.call('agent-0', `POST ${Route.JOURNAL}`, end, fencing);
  await workspace.call('agent-0', `POST ${Route.PUBLICATION}`, {}, fencing);
  await finish('complete', fencing);
  expect(report()).toEqual({
    runId: 'demo-12345678',
    workflow: 'demo',
    outcome: 'complete',
    exitCode: 0,
    startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    finishedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    base: await workspace.ref('refs/prodigy/base'),
    result: { branch: 'prodigy/demo-12345678', commit: await workspace.ref('refs/prodigy/session'), commits: 2 },
    items: { total: 2, merged: 1, unchanged: 0, dead: 1, skipped: 0 },
    attempts: 2,
    durations: { totalMs: expect.any(Number), phases: expect.any(Object) },
    failures: [{ item: 'item_1', attempt: 3, reason: 'exit code 7' }],
  });
  const letters = [expect.objectContaining({ item_id: 'item_1', item_data: 1, failure_count: 1 })];
  expect((await workspace.call('agent-0', `GET ${Route.DEAD_LETTERS}`)).body).toEqual(letters);
  const kept = await readFile(workspace.path(`${Path.STATE}/dead-letters.json`), 'utf8');
  expect(JSON.parse(kept)).toEqual(letters);
  expect(stored()?.metadata.labels).toMatchObject({ [Label.RUN_ID]: 'demo-12345678', [Label.WORKFLOW]: 'demo' });
});

test('the first end counts, and nothing is done after it', async () => {
  await workspace.start();
  const fencing = await workspace.lead('agent-0');
  const first = { status: 200, body: { state: 'finished', exitCode: 30, reason: 'step 2 failed' } };
  expect(await finish('failed', fencing, 'step 2 failed')).toEqual(first);
  expect(await finish('complete', fencing)).toEqual(first);
  expect(await hello(1, 'agent-1')).toEqual(first);
  expect(await workspace.call('agent-1', `GET ${Route.RUN}`)).toEqual(first);
  const over = { status: 409, body: { error: 'the run is over' } };
  const calls: [string, unknown][] = [
    [`POST ${Route.JOURNAL}`, { type: 'phase', phase: 'map' }],
    [`POST ${Route.PUBLICATION}`, {}],
    [`POST ${Route.ATTEMPTS}`, { item: 'item_0', attempt: 1 }],
  ];
  for (const [call, body] of calls) expect(await workspace.call('agent-0', call, body, fencing)).toEqual(over);
});

test('an end written to the journal by the leader is the run’s end', async () => {
  await workspace.start();
  const fencing = await workspace.lead('agent-0');
  const entry = { type: 'finished', outcome: 'unpublished', reason: 'origin said no' };
  expect((await workspace.call('agent-0', `POST ${Route.JOURNAL}`, entry, fencing)).body).toEqual({
    ...{ state: 'finished', exitCode: 0, reason: 'origin said no' },
  });
  expect(report()).toMatchObject({ outcome: 'unpublished', reason: 'origin said no' });
});

test('a run whose report exists clones nothing and answers every agent with the recorded result', async () => {
  const earlier = { outcome: 'failed', exitCode: 30, reason: 'long ago' };
  workspace.api.objects.set(REPORT_PATH, { data: { 'report.json': JSON.stringify(earlier) } });
  await workspace.start();
  expect((await hello(0, 'agent-0')).body).toEqual({ state: 'finished', exitCode: 30, reason: 'long ago' });
  expect((await workspace.call('agent-0', `GET ${Route.REPOSITORY}/info/refs?service=git-upload-pack`)).status).toBe(
    409,
  );
});

test('a refused clone is told to every agent, after the report', async () => {
  const refusal = { ok: false, reason: "repository 'https://x/' not found", at: 0 };
  await writeFile(statePaths(workspace.path(Path.STATE)).clone, JSON.stringify(refusal));
  await workspace.start();
  const answer = { state: 'finished', exitCode: 20, reason: refusal.reason };
  expect((await hello(0, 'agent-0')).body).toEqual(answer);
  expect((await hello(1, 'agent-1')).body).toEqual(answer);
  expect(report()).toMatchObject({ outcome: 'refused', reason: refusal.reason, exitCode: 20, failures: [] });
});

test('agents that keep dying end the run with exit code 20', async () => {
  await workspace.start();
  for (const index of [0, 1]) expect((await hello(index, `pod-${index}`)).body).toMatchObject({ state: 'running' });
  for (let n = 0; n < 9; n++) expect((await hello(0, `again-${n}`)).body).toMatchObject({ state: 'running' });
  const reason = 'agents started again 10 times with no step or item finished in between: see the log of an agent';
  expect((await hello(0, 'last')).body).toEqual({ state: 'finished', exitCode: 20, reason });
  expect(report()).toMatchObject({ outcome: 'failed', exitCode: 20, reason });
});

test('a finished step starts the count anew', async () => {
  await workspace.start();
  const fencing = await workspace.lead('agent-0');
  for (let n = 0; n < 9; n++) await hello(0, `pod-${n}`);
  const step = { type: 'step', phase: 'setup', index: 0, head: '', checkpoint: null, variables: {} };
  await workspace.call('agent-0', `POST ${Route.JOURNAL}`, step, fencing);
  for (let n = 9; n < 18; n++) expect((await hello(0, `pod-${n}`)).body).toMatchObject({ state: 'running' });
});

test('a report that the API server does not take is written later, and agents wait for it', async () => {
  await workspace.start();
  const fencing = await workspace.lead('agent-0');
  workspace.api.refusals.push(500, 503);
  expect((await finish('complete', fencing)).body).toMatchObject({ state: 'finished', exitCode: 0 });
  expect(report()).toMatchObject({ outcome: 'complete' });
});

test('an end without its report, left by a server that died between them, gets it after the restart', async () => {
  const entry = { at: 1000, entry: { type: 'finished', outcome: 'failed', reason: 'step 1 failed' } };
  await writeFile(statePaths(workspace.path(Path.STATE)).journal, `${JSON.stringify(entry)}\n`);
  await workspace.start();
  await until(() => stored());
  expect(report()).toMatchObject({
    ...{ outcome: 'failed', reason: 'step 1 failed', exitCode: 30, finishedAt: '1970-01-01T00:00:01.000Z' },
  });
  expect((await hello(0, 'agent-0')).body).toMatchObject({ state: 'finished', exitCode: 30 });
});
