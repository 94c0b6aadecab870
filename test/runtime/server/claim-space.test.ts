import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Path } from '../../../contract/paths';
import type { Report } from '../../../contract/report';
import { Route } from '../../../contract/workspace-api';
import { ClaimSpace, quantity } from '../../../runtime/server/claim-space';
import { JournalFile } from '../../../runtime/server/journal-file';
import { statePaths } from '../../../runtime/server/state-paths';
import { removeTemporaryFolders, temporaryFolder } from '../adapters/git/temporary-repository';
import { RecordingLog } from './recording-log';
import { ShiftedClock } from './shifted-clock';
import { JOB, JOB_PATH, REPORT_PATH, until, WorkspaceUnderTest } from './workspace-under-test';

afterAll(removeTemporaryFolders);

class StandingClock extends ShiftedClock {
  private time = 0;

  public override advance(ms: number): void {
    this.time += ms;
  }

  public override now(): number {
    return this.time;
  }
}

const config = { runId: 'tidy-1', namespace: 'team' };

async function claim(reserve = join(temporaryFolder(), 'reserve')) {
  const [clock, log] = [new StandingClock(), new RecordingLog()];
  return { clock, log, reserve, space: await ClaimSpace.open({ config, reserve, clock, log }) };
}

test('a claim is exhausted when it was full for a minute, without half a minute of silence', async () => {
  const { space, clock, log } = await claim();
  space.note('remote: error: file write error: Permission denied');
  expect(space.isFull).toBe(false);
  for (const seconds of [0, 29, 29]) {
    clock.advance(seconds * 1000);
    space.note('remote: fatal: write error: No space left on device');
    expect([space.isFull, space.isExhausted]).toEqual([true, false]);
  }
  clock.advance(3000);
  expect(space.isExhausted).toBe(true);
  clock.advance(31_000);
  expect(space.isFull).toBe(false);
  space.note('ENOSPC: no space left on device, write');
  expect([space.isFull, space.isExhausted]).toEqual([true, false]);
  expect(log.lines).toEqual(Array(2).fill('warn: no space is left on claim prodigy-workspace-tidy-1'));
});

test('a step further, and the minute begins anew', async () => {
  const { space, clock } = await claim();
  space.note('Disk quota exceeded');
  space.progressed();
  expect(space.isFull).toBe(false);
  clock.advance(20_000);
  space.note('Disk quota exceeded');
  clock.advance(20_000);
  space.note('Disk quota exceeded');
  clock.advance(29_000);
  expect([space.isFull, space.isExhausted]).toEqual([true, false]);
});

test('the reason names the claim, its size, and both ways out', async () => {
  const { space } = await claim();
  expect((await space.reason()).replace(/of [\d.]+[MG]i:/, 'of SIZE:')).toBe(
    'no space is left on claim prodigy-workspace-tidy-1 of SIZE: where its class can, enlarge it by ' +
      'kubectl edit pvc prodigy-workspace-tidy-1 -n team, then prodigy-k8s resume tidy-1; ' +
      'else run again with a larger workspaceSize (--workspace-size)',
  );
});

test.each([
  [24 * 2 ** 20, '24Mi'],
  [2 ** 30, '1Gi'],
  [9.66 * 2 ** 30, '9.7Gi'],
])('%d bytes are %s', (bytes, text) => expect(quantity(bytes)).toBe(text));

test('a quarter of a mebibyte is kept for the end, and none where there is none', async () => {
  const { space, reserve } = await claim();
  const { size, blocks } = await stat(reserve);
  expect(size).toBeGreaterThan(262_000);
  expect(blocks * 512).toBeGreaterThan(262_000);
  await space.release();
  expect(existsSync(reserve)).toBe(false);
  const { log } = await claim('/dev/null/reserve');
  expect(log.lines).toEqual([expect.stringMatching(/^warn: nothing of the claim is kept for the end of the run: /)]);
});

describe('at the workspace server', () => {
  let workspace: WorkspaceUnderTest;
  let clock: ShiftedClock;
  beforeEach(async () => {
    clock = new ShiftedClock();
    workspace = await WorkspaceUnderTest.make();
    await workspace.start(clock);
    await until(() => workspace.api.calls.filter(({ path }) => path === JOB_PATH).length > 1);
  });
  afterEach(() => workspace.close());

  /** What unpacking says where there is no room comes the same way as what a hook says. */
  function fill(): void {
    const hook = join(workspace.repository, 'hooks/pre-receive');
    writeFileSync(hook, '#!/bin/sh\necho "fatal: write error: No space left on device" >&2\nexit 1\n');
    chmodSync(hook, 0o755);
  }
  const push = (): Promise<unknown> =>
    workspace.attempt('agent-1', 'item_0', 1, 'a', 'a\n').catch((error: Error) => error.message);
  const report = async () => {
    const { data } = (await until(() => workspace.api.objects.get(REPORT_PATH))) as { data?: Record<string, string> };
    return JSON.parse(data?.['report.json'] ?? 'null') as Report;
  };
  const FULL = /^no space is left on claim prodigy-workspace-demo-12345678 of /;

  test('a run whose pushes find no room for a minute fails with that reason, and its agents stop', async () => {
    fill();
    expect(await push()).toMatch(/No space left on device/);
    expect(workspace.api.objects.get(REPORT_PATH)).toBeUndefined();
    for (let seconds = 15; seconds <= 60; seconds += 15) {
      clock.advance(15_000);
      await push();
    }
    expect(await report()).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(FULL), exitCode: 30 });
    const { body } = await workspace.call('agent-1', `GET ${Route.RUN}`);
    expect(body).toMatchObject({ state: 'finished', exitCode: 30 });
  });

  test('agents that leave meanwhile make no other reason', async () => {
    fill();
    await push();
    const failed = { type: 'Failed', status: 'True', reason: 'PodFailurePolicy', message: 'exit code 20' };
    workspace.api.objects.set(JOB_PATH, { ...JOB, status: { conditions: [failed] } } as never);
    expect(await report()).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(FULL) });
  });

  test('where there is no room for the end either, it takes what was kept for it', async () => {
    const paths = statePaths(workspace.path(Path.STATE));
    expect(existsSync(paths.reserve)).toBe(true);
    const fencing = await workspace.lead('agent-0');
    const step = { type: 'step', phase: 'setup', index: 0, head: '', checkpoint: null, variables: {} };
    await workspace.call('agent-0', `POST ${Route.JOURNAL}`, step, fencing);
    const makeRoom = jest.spyOn(ClaimSpace.prototype, 'release');
    const append = jest.spyOn(JournalFile.prototype, 'append').mockRejectedValueOnce(new Error('ENOSPC'));
    await workspace.call('agent-0', `POST ${Route.JOURNAL}`, { type: 'finished', outcome: 'complete' }, fencing);
    expect(append).toHaveBeenCalledTimes(2);
    expect(makeRoom).toHaveBeenCalledTimes(1);
    expect(existsSync(paths.reserve)).toBe(false);
    expect(await report()).toMatchObject({ outcome: 'complete' });
    jest.restoreAllMocks();
  });
});
