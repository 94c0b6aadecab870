import type { RunConfig } from '../../../contract/run-config';
import { Route } from '../../../contract/workspace-api';
import { removeTemporaryFolders } from '../adapters/git/temporary-repository';
import { ShiftedClock } from './shifted-clock';
import { NAMESPACE, RUN_ID } from './token-issuer';
import { JOB, JOB_PATH, REPORT_PATH, until, WorkspaceUnderTest } from './workspace-under-test';

let workspace: WorkspaceUnderTest;
afterEach(() => workspace.close());
afterAll(removeTemporaryFolders);

async function start(config: Partial<RunConfig> = {}, workflow?: string): Promise<void> {
  workspace = await WorkspaceUnderTest.make(config, workflow);
  await workspace.start();
  await seenJob();
}

const seenJob = () => until(() => workspace.api.calls.filter(({ path }) => path === JOB_PATH).length > 1);

const setJob = (more: object): void => {
  workspace.api.objects.set(JOB_PATH, { ...JOB, ...more });
};
const failed = { conditions: [{ type: 'Failed', status: 'True', reason: 'DeadlineExceeded', message: 'too slow' }] };
const complete = { conditions: [{ type: 'Complete', status: 'True', reason: 'SuccessPolicy' }] };

const report = async () => {
  const object = await until(() => workspace.api.objects.get(REPORT_PATH));
  return JSON.parse((object.data as Record<string, string>)['report.json'] as string) as unknown;
};
const patches = () => workspace.api.calls.filter(({ method }) => method === 'PATCH');
interface Patch {
  readonly path: string;
  readonly body: { readonly metadata: { readonly annotations: { readonly 'prodigy.io/progress': string } } };
}
const scale = (name: string) => `/apis/apps/v1/namespaces/${NAMESPACE}/statefulsets/${name}-${RUN_ID}/scale`;
const claim = (name: string) => `/api/v1/namespaces/${NAMESPACE}/persistentvolumeclaims/${name}-${RUN_ID}`;
const ownScaled = () => until(() => patches().some(({ path }) => path === scale('prodigy-workspace')));

async function finish(outcome: string): Promise<void> {
  const fencing = await workspace.lead('agent-0');
  await workspace.call('agent-0', `POST ${Route.JOURNAL}`, { type: 'finished', outcome }, fencing);
}

test('a Job that fails without an end of the run is the end of the run', async () => {
  await start();
  setJob({ status: failed });
  expect(await report()).toMatchObject({ outcome: 'failed', reason: 'the Job failed: DeadlineExceeded: too slow' });
});

test('a Job that is deleted, or being deleted, ends the run', async () => {
  await start();
  setJob({ metadata: { ...JOB.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } });
  expect(await report()).toMatchObject({ outcome: 'failed', reason: 'the Job was deleted' });
  await workspace.close();
  await start();
  workspace.api.objects.delete(JOB_PATH);
  expect(await report()).toMatchObject({ outcome: 'failed', reason: 'the Job was deleted' });
});

test('a Job that completes without a result of the run is told as it is', async () => {
  await start();
  setJob({ status: complete });
  expect(await report()).toMatchObject({
    ...{ outcome: 'failed', reason: 'the Job completed although the run has no result' },
  });
});

test('a Job that is not there yet is waited for', async () => {
  workspace = await WorkspaceUnderTest.make();
  workspace.api.objects.delete(JOB_PATH);
  await workspace.start();
  await seenJob();
  setJob({});
  const calls = workspace.api.calls.length;
  await until(() => workspace.api.calls.length > calls + 2);
  expect(workspace.api.objects.has(REPORT_PATH)).toBe(false);
});

test('after a restart a Job that was seen before is believed gone only after a minute', async () => {
  await start();
  await workspace.stop();
  workspace.api.objects.delete(JOB_PATH);
  const clock = new ShiftedClock();
  workspace.api.calls.length = 0;
  await workspace.start(clock);
  await seenJob();
  expect(workspace.api.objects.has(REPORT_PATH)).toBe(false);
  clock.advance(60_000);
  expect(await report()).toMatchObject({ reason: 'the Job was deleted' });
});

test('the annotation cancels the run and tells the agents', async () => {
  await start();
  setJob({ metadata: { ...JOB.metadata, annotations: { 'prodigy.io/cancel': 'not needed any more' } } });
  expect(await report()).toMatchObject({ outcome: 'cancelled', reason: 'not needed any more', exitCode: 30 });
  expect((await workspace.call('agent-1', `GET ${Route.RUN}`)).body).toEqual({
    ...{ state: 'finished', exitCode: 30, reason: 'not needed any more' },
  });
});

test('the Job tells how far the run has come', async () => {
  await start();
  const items = [0, 1].map((n) => ({ id: `item_${n}`, data: n }));
  const fencing = await workspace.lead('agent-0');
  expect(patches()).toEqual([]);
  await workspace.call('agent-0', `POST ${Route.JOURNAL}`, { type: 'items', items }, fencing);
  const { path, body } = (await until(() => patches()[0])) as unknown as Patch;
  expect(path).toBe(JOB_PATH);
  expect(JSON.parse(body.metadata.annotations['prodigy.io/progress'])).toEqual({
    phase: 'map',
    items: { total: 2, merged: 0, unchanged: 0, skipped: 0, dead: 0 },
    failures: [],
  });
});

test('the annotation to drain is told to agents, and the run goes on until its leader ends it', async () => {
  await start();
  setJob({ metadata: { ...JOB.metadata, annotations: { 'prodigy.io/drain': 'enough for today' } } });
  const told = await until(async () => {
    const { body } = await workspace.call('agent-1', `GET ${Route.RUN}`);
    return 'drain' in (body as object) && body;
  });
  expect(told).toEqual({ state: 'running', base: expect.any(String), drain: 'enough for today' });
  expect(workspace.api.objects.has(REPORT_PATH)).toBe(false);
  await finish('cancelled');
  expect(await report()).toMatchObject({ outcome: 'cancelled' });
});

test('nothing is scaled down before report and end of the Job', async () => {
  await start();
  await finish('complete');
  const calls = workspace.api.calls.length;
  await until(() => workspace.api.calls.length > calls + 3);
  expect(patches()).toEqual([]);
});

test('at the end Redis goes first, then the server itself; claims are kept', async () => {
  await start();
  await finish('complete');
  setJob({ status: complete });
  await ownScaled();
  const zero = { spec: { replicas: 0 } };
  expect(patches().map(({ path, body }) => [path, body])).toEqual([
    [scale('prodigy-redis'), zero],
    [scale('prodigy-workspace'), zero],
  ]);
});

test('cleanup_policy delete hands the claims of a complete run to the Job before', async () => {
  await start({ cleanupPolicy: 'delete' });
  const metadata = { resourceVersion: '7' };
  for (const name of ['prodigy-redis', 'prodigy-workspace']) workspace.api.objects.set(claim(name), { metadata });
  await finish('complete');
  setJob({ status: complete });
  await ownScaled();
  const owner = { apiVersion: 'batch/v1', kind: 'Job', name: `prodigy-${RUN_ID}`, uid: 'job-uid' };
  const owned = { metadata: { ownerReferences: [owner], resourceVersion: '7' } };
  expect(
    patches()
      .slice(0, 2)
      .map(({ path, body }) => [path, body]),
  ).toEqual([
    [claim('prodigy-redis'), owned],
    [claim('prodigy-workspace'), owned],
  ]);
  expect(patches()).toHaveLength(4);
});

test.each(['failed', 'unpublished', 'cancelled'])(
  'cleanup_policy delete keeps the claims of a run that is %s',
  async (outcome) => {
    await start({ cleanupPolicy: 'delete' });
    await finish(outcome);
    setJob({ status: complete });
    await ownScaled();
    expect(patches().some(({ path }) => path.includes('persistentvolumeclaims'))).toBe(false);
  },
);

test.each(['failed', 'unpublished', 'cancelled'])(
  'the Job of a run that is %s stays, and tells how long it would have',
  async (outcome) => {
    await start();
    await finish(outcome);
    setJob({ spec: { ttlSecondsAfterFinished: 3600 }, status: complete });
    await ownScaled();
    const job = workspace.api.objects.get(JOB_PATH);
    expect(job).toMatchObject({
      metadata: { annotations: { 'prodigy.io/ttl-seconds': '3600' } },
      spec: { ttlSecondsAfterFinished: null },
    });
    expect(patches().at(-1)?.path).toBe(scale('prodigy-workspace'));
  },
);

test('the Job of a run that is complete goes when it was to go', async () => {
  await start();
  await finish('complete');
  setJob({ spec: { ttlSecondsAfterFinished: 3600 }, status: complete });
  await ownScaled();
  expect(workspace.api.objects.get(JOB_PATH)).toMatchObject({ spec: { ttlSecondsAfterFinished: 3600 } });
  expect(patches().some(({ path }) => path === JOB_PATH)).toBe(false);
});

test('the Job of a run that is complete in the end goes as it was to go', async () => {
  await start();
  await finish('complete');
  const metadata = { ...JOB.metadata, annotations: { 'prodigy.io/ttl-seconds': '600' } };
  setJob({ metadata, spec: { ttlSecondsAfterFinished: null }, status: complete });
  await ownScaled();
  expect(workspace.api.objects.get(JOB_PATH)).toMatchObject({
    metadata: { annotations: { 'prodigy.io/ttl-seconds': null } },
    spec: { ttlSecondsAfterFinished: 600 },
  });
});

test('a standard run has no Redis to scale down', async () => {
  await start({}, 'name: demo\ncommands:\n  - shell: "true"\n');
  await finish('complete');
  setJob({ status: complete });
  await ownScaled();
  expect(patches()).toHaveLength(1);
});

test('an API server that fails now and then is asked again', async () => {
  await start();
  workspace.api.refusals.push(500, 429, 503);
  setJob({ status: failed });
  expect(await report()).toMatchObject({ outcome: 'failed' });
});
