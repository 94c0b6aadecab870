import { cancelOnCluster } from '../../cli/commands/cancel';
import { showHistory } from '../../cli/commands/history';
import { showResults } from '../../cli/commands/results';
import { scaleRun } from '../../cli/commands/scale';
import { Annotation } from '../../contract/labels';
import type { Report } from '../../contract/report';
import { FakeCluster, refusalOf } from './fake-cluster';
import { ENDED, RunsOn } from './runs-on-cluster';

const cluster = new FakeCluster();
const runs = new RunsOn(cluster);
beforeAll(() => cluster.start());
afterAll(() => cluster.stop());
beforeEach(() => cluster.clear());

describe('cancel', () => {
  const cancel = (flags: object = {}) => cancelOnCluster('a', { ...cluster.target, ...flags }, cluster.terminal);

  test('tells the Job why, releases it where it was held back, and returns at once where it is asked to', async () => {
    runs.job('a', { spec: { suspend: true } });
    await cancel({ reason: 'wrong branch', detach: true });
    const told = cluster.objects.get('jobs/prodigy-a');
    expect(told?.metadata).toMatchObject({ annotations: { [Annotation.CANCEL]: 'wrong branch' } });
    expect(told?.spec).toEqual({ suspend: false });
    expect(cluster.said).toEqual({ out: '', progress: 'run a is told to end\n', status: 0 });
  });

  test('waits for the report', async () => {
    runs.job('a');
    const done = cancel();
    setTimeout(() => runs.report('a', { outcome: 'cancelled', reason: 'cancelled' }), 300);
    await done;
    expect(cluster.said.out).toContain('run a: cancelled (cancelled)\n');
  });

  test('lets it drain, and takes it for well where nothing was left to begin', async () => {
    runs.job('a');
    await cancel({ drain: true, reason: 'for today', detach: true });
    expect(cluster.objects.get('jobs/prodigy-a')?.metadata).toMatchObject({
      annotations: { [Annotation.DRAIN]: 'for today' },
    });
    expect(cluster.said.progress).toBe('run a is told to start nothing new\n');
    const done = cancel({ drain: true });
    setTimeout(() => runs.report('a'), 300);
    await done;
    expect(cluster.said.out).toContain('run a: complete\n');
  });

  test('says so where the run was faster', async () => {
    runs.job('a');
    const refused = refusalOf(cancel());
    setTimeout(() => runs.report('a'), 300);
    expect(await refused).toEqual({
      status: 4,
      message: 'run a had ended before it could be cancelled: it is complete',
    });
  });

  test('refuses what is not under way', async () => {
    expect((await refusalOf(cancel())).message).toBe(
      'there is no run a in prodigy-dev: see prodigy-k8s status --cluster …',
    );
    runs.report('a');
    expect((await refusalOf(cancel())).message).toBe('run a has ended: it is complete, there is nothing to cancel');
    expect((await refusalOf(cancel({ timeout: 'soon' }))).message).toBe(
      "'--timeout' must be a whole number of seconds, got soon",
    );
    expect(cluster.changes).toEqual([]);
  });
});

describe('scale', () => {
  const scale = (maxParallel: string) => scaleRun('a', { ...cluster.target, maxParallel }, cluster.terminal);
  const spec = () => cluster.objects.get('jobs/prodigy-a')?.spec;

  test('lets a fixed run grow, completions and parallelism together', async () => {
    runs.job('a');
    await scale('6');
    expect(spec()).toEqual({ completions: 6, parallelism: 6 });
    expect(cluster.said.out).toBe('run a: at most 6 agents\n');
  });

  test('tells a run whose agents come and go how many there may be', async () => {
    runs.job('a', { annotations: { [Annotation.MAX_AGENTS]: '8' } });
    await scale('1');
    expect(cluster.objects.get('jobs/prodigy-a')?.metadata).toMatchObject({
      annotations: { [Annotation.MAX_AGENTS]: '1' },
    });
    expect(spec()).toEqual({ completions: 4, parallelism: 4 });
    expect(cluster.said.out).toBe('run a: at most 1 agent\n');
  });

  test.each([
    ['there is none', () => undefined, '2', 'there is no run a in prodigy-dev: see prodigy-k8s status --cluster …'],
    ['it has ended', () => runs.job('a', ENDED), '2', 'run a has ended: it needs no agents'],
    [
      'it is a list of steps',
      () => runs.job('a', { mode: 'standard' }),
      '2',
      'run a has one agent: its workflow is a list of steps, one after the other',
    ],
    [
      'its agents cannot leave',
      () => runs.job('a'),
      '2',
      'run a cannot shrink from 4 to 2 agents: only a run submitted with --min-parallel can',
    ],
    [
      'the cluster allows less',
      () => runs.job('a'),
      '999',
      "'--max-parallel' must be at most 10 on this cluster, got 999",
    ],
  ])('refuses where %s', async (_, arrange, wanted, message) => {
    arrange();
    expect((await refusalOf(scale(wanted))).message).toBe(message);
    expect(cluster.changes).toEqual([]);
  });
});

describe('history', () => {
  test('shows what has ended, the newest first', async () => {
    runs.report('a', { items: { total: 12, merged: 11, unchanged: 0, dead: 1, skipped: 0 } });
    runs.report('b', {
      finishedAt: '2026-01-03T10:00:00.000Z',
      startedAt: '2026-01-03T09:59:51.000Z',
      result: { branch: 'prodigy/b', commit: 'c0ffee', commits: 3 },
      usage: { calls: 1, inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheCreationTokens: 0, costUsd: 1.204 },
    } as Partial<Report>);
    await showHistory(cluster.target, cluster.terminal);
    expect(cluster.said.out.split('\n')).toEqual([
      'RUN   WORKFLOW   OUTCOME    FINISHED               TIME        ITEMS   FAILED   COMMITS   COST',
      'b     tidy       complete   2026-01-03T10:00:00Z   9 s                          3         $1.20',
      'a     tidy       complete   2026-01-02T10:01:05Z   1 min 5 s   12      1        0',
      '',
    ]);
  });

  test.each([
    ['name', 'a\n'],
    ['wide', /^RUN .* COST +RESULT +REASON\na .* failed .* prodigy\/a +no space\n$/],
    ['yaml', /^runId: a\nworkflow: tidy\noutcome: failed\n/],
  ] as const)('with -o %s', async (output, text) => {
    runs.report('a', {
      outcome: 'failed',
      reason: 'no space',
      result: { branch: 'prodigy/a', commit: 'c0ffee', commits: 3 },
    });
    await showHistory({ ...cluster.target, output }, cluster.terminal);
    expect(cluster.said.out).toEqual(typeof text === 'string' ? text : expect.stringMatching(text));
  });

  test('of one workflow', async () => {
    runs.report('a');
    runs.report('b', { workflow: 'other' });
    await showHistory({ ...cluster.target, workflow: 'other', output: 'json' }, cluster.terminal);
    expect(JSON.parse(cluster.said.out).map(({ runId }: Report) => runId)).toEqual(['b']);
  });

  test('says that there is nothing yet', async () => {
    await showHistory(cluster.target, cluster.terminal);
    expect(cluster.said).toEqual({ out: '', progress: 'no runs have ended\n', status: 0 });
  });
});

describe('results', () => {
  const show = () => showResults('a', cluster.target, cluster.terminal);

  test.each([
    [
      { result: { branch: 'prodigy/a', commit: 'c0ffee', commits: 1, pullRequest: 'https://forge/1' } },
      'prodigy/a: 1 commit, at c0ffee\npull request: https://forge/1\nget it with: git fetch origin prodigy/a\n',
    ],
    [{}, 'run a: complete, it made no commits\n'],
    [{ outcome: 'failed', reason: 'step 1 failed' } as const, 'run a: failed, without a result: step 1 failed\n'],
    [
      { outcome: 'unpublished', reason: 'protected' } as const,
      'run a: unpublished, origin has not accepted the result (protected); try again: prodigy-k8s publish a ' +
        `--cluster development --kubeconfig ${cluster.target.kubeconfig}\n`,
    ],
  ])('of %j name the next command', async (rest, text) => {
    runs.report('a', rest);
    await show();
    expect(cluster.said.out).toBe(text);
  });

  test('say for a program too why there are none', async () => {
    runs.report('a', { outcome: 'failed', reason: 'step 1 failed' });
    await showResults('a', { ...cluster.target, output: 'json' }, cluster.terminal);
    expect(JSON.parse(cluster.said.out)).toEqual({ runId: 'a', outcome: 'failed', reason: 'step 1 failed' });
  });

  test('are there once the run has ended', async () => {
    runs.job('a');
    expect(await refusalOf(show())).toEqual({
      status: 4,
      message: `run a is not there or has not ended: see prodigy-k8s status --cluster development --kubeconfig ${cluster.target.kubeconfig}`,
    });
  });
});
