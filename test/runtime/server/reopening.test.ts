import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalEntry, StampedEntry } from '../../../contract/journal';
import { REOPENING_KEY, type Reopening } from '../../../contract/reopening';
import { REPORT_KEY, type Report } from '../../../contract/report';
import { Route } from '../../../contract/workspace-api';
import { deadLettersOf } from '../../../runtime/engine/dead-letters';
import { attemptsIn, stateOf, totals } from '../../../runtime/engine/run-state';
import { commitAll, removeTemporaryFolders } from '../adapters/git/temporary-repository';
import { REPORT_PATH, until, WorkspaceUnderTest } from './workspace-under-test';

afterAll(removeTemporaryFolders);

const REPORT = { runId: 'demo-12345678', outcome: 'failed', exitCode: 30, failures: [] } as unknown as Report;
const reopened = (work: Reopening['work'], items?: readonly string[]): JournalEntry => ({
  type: 'reopened',
  id: 'again',
  work,
  items,
  report: REPORT,
});
const stamped = (entries: readonly JournalEntry[]): StampedEntry[] =>
  entries.map((entry, index) => ({ at: 1000 * index, entry }));

const failure = { errorType: { CommandFailed: { exit_code: 1 } }, message: 'broken' } as const;
const ENDED: readonly JournalEntry[] = [
  { type: 'items', items: ['a', 'b', 'c'].map((id) => ({ id, data: id })) },
  { type: 'item', item: 'a', outcome: 'merged', attempt: 1 },
  { type: 'item', item: 'b', outcome: 'dead', attempt: 3, failure },
  { type: 'item', item: 'c', outcome: 'dead', attempt: 2, failure },
  { type: 'phase', phase: 'map' },
  { type: 'step', phase: 'reduce', index: 0, head: 'x', checkpoint: null, variables: {} },
  { type: 'phase', phase: 'reduce' },
  { type: 'result', commit: 'r' },
  { type: 'finished', outcome: 'complete' },
];

describe('what the journal of a run says that was reopened', () => {
  test('resumed, it has no end, and all else as it was', () => {
    const { finished, ...before } = stateOf(stamped(ENDED));
    expect(finished).toEqual({ outcome: 'complete', reason: undefined });
    expect(stateOf(stamped([...ENDED, reopened('resume')]))).toEqual(before);
  });

  test('with dead letters tried again, these wait, and reduce, merge and result are to be made anew', () => {
    const state = stateOf(stamped([...ENDED, reopened('retry', ['c'])]));
    expect(totals(state)).toEqual({ total: 3, merged: 1, unchanged: 0, dead: 1, skipped: 0 });
    expect(state.failed.get('c')).toEqual([{ attempt: 2, failure, retryInMs: 0, at: 9000 }]);
    expect([...attemptsIn(state)]).toEqual([['c', 2]]);
    expect(state).toMatchObject({ mapDone: false, phases: { reduce: { stepsDone: 0, done: false } } });
    expect(state.result).toBeUndefined();
  });

  test('every dead letter is meant where none is named', () => {
    const state = stateOf(stamped([...ENDED, reopened('retry')]));
    expect([...state.outcomes.keys()]).toEqual(['a']);
  });
});

describe('dead letters that were purged', () => {
  const purged = (items?: readonly string[]): JournalEntry => ({ type: 'purged', id: 'one', items });

  test('are none any more, though the items stay dead and the run over', () => {
    const entries = stamped([...ENDED, purged(['a', 'c'])]);
    expect(deadLettersOf(entries).map(({ item_id }) => item_id)).toEqual(['b']);
    expect(totals(stateOf(entries))).toMatchObject({ dead: 2 });
    expect(stateOf(entries).finished).toEqual({ outcome: 'complete', reason: undefined });
  });

  test('are not tried again, nor is one of them counted twice', () => {
    const state = stateOf(stamped([...ENDED, purged(), purged(['b']), reopened('retry')]));
    expect([...state.outcomes.keys()]).toEqual(['a', 'b', 'c']);
    expect([...state.purged]).toEqual(['b', 'c']);
  });
});

describe('a workspace server that finds its run reopened', () => {
  let workspace: WorkspaceUnderTest;
  afterEach(() => workspace.close());

  /** A run that origin's rules kept from publishing, reopened. */
  async function unpublishedThen(work: Reopening['work']): Promise<string> {
    workspace = await WorkspaceUnderTest.make();
    await workspace.start();
    const fencing = await workspace.lead('agent-0');
    const dir = await workspace.checkout('agent-0');
    await writeFile(join(dir, 'result'), 'done\n');
    const commit = await commitAll(dir, 'write result');
    await workspace.push('agent-0', dir, 'HEAD:refs/prodigy/session', fencing);
    const end = { type: 'finished', outcome: 'unpublished', reason: 'origin: no' };
    await workspace.call('agent-0', `POST ${Route.JOURNAL}`, end, fencing);
    await workspace.stop();
    const map = workspace.api.objects.get(REPORT_PATH) as { data: Record<string, string> };
    const report = JSON.parse(map.data[REPORT_KEY] as string) as Report;
    map.data = { [REOPENING_KEY]: JSON.stringify({ id: 'one', work, report }) };
    await workspace.start();
    return commit;
  }

  const reportNow = () => {
    const map = workspace.api.objects.get(REPORT_PATH) as { data: Record<string, string> };
    return map.data[REPORT_KEY] === undefined ? undefined : (JSON.parse(map.data[REPORT_KEY] as string) as Report);
  };

  test('goes on where it was, and keeps the earlier report in the journal', async () => {
    await unpublishedThen('resume');
    expect(reportNow()).toBeUndefined();
    const { body } = await workspace.call('agent-0', `GET ${Route.RUN}`);
    expect(body).toMatchObject({ state: 'running' });
    const fencing = await workspace.lead('agent-0');
    const journal = await workspace.call('agent-0', `GET ${Route.JOURNAL}`, undefined, fencing);
    expect((journal.body as { entries: StampedEntry[] }).entries.at(-1)?.entry).toMatchObject({
      type: 'reopened',
      report: { outcome: 'unpublished', reason: 'origin: no' },
    });
  });

  test('purges once what the journal calls dead, and stays over with the report it had', async () => {
    workspace = await WorkspaceUnderTest.make();
    await workspace.start();
    const fencing = await workspace.lead('agent-0');
    for (const entry of ENDED.filter(({ type }) => type !== 'result' && type !== 'step'))
      await workspace.call('agent-0', `POST ${Route.JOURNAL}`, entry, fencing);
    await workspace.stop();
    const report = reportNow() as Report;
    const ask = { [REOPENING_KEY]: JSON.stringify({ id: 'one', work: 'purge', items: ['b'], report }) };
    for (const _ of ['once', 'again']) {
      const map = workspace.api.objects.get(REPORT_PATH) as { data: Record<string, string> };
      map.data = { ...ask };
      await workspace.start();
      await until(() => reportNow() !== undefined);
      expect(reportNow()).toEqual({ ...report, items: { ...report.items, dead: 2, purged: 1 } });
      const { body } = await workspace.call('agent-0', `GET ${Route.DEAD_LETTERS}`);
      expect(body).toMatchObject([{ item_id: 'c' }]);
      await workspace.stop();
    }
  });

  test('publishes by itself where that alone was left', async () => {
    const commit = await unpublishedThen('publish');
    await until(() => reportNow() !== undefined);
    expect(reportNow()).toMatchObject({ outcome: 'complete', result: { branch: 'prodigy/demo-12345678', commit } });
  });
});
