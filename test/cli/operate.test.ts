import { cancelOnCluster } from '../../cli/commands/cancel';
import { cleanUp } from '../../cli/commands/cleanup';
import { showHistory } from '../../cli/commands/history';
import { showResults } from '../../cli/commands/results';
import { scaleRun } from '../../cli/commands/scale';
import { Annotation } from '../../contract/labels';
import type { Report } from '../../contract/report';
import { FakeCluster, refusalOf } from './fake-cluster';

const cluster = new FakeCluster();
beforeAll(() => cluster.start());
afterAll(() => cluster.stop());
beforeEach(() => cluster.clear());

const labelsOf = (runId: string, component: string) => ({
  app: 'prodigy',
  'prodigy.io/run-id': runId,
  'app.kubernetes.io/component': component,
});

function job(runId: string, rest: { spec?: object; status?: object; annotations?: object; mode?: string } = {}): void {
  const { spec = { completions: 4, parallelism: 4 }, status = {}, annotations = {}, mode = 'mapreduce' } = rest;
  const labels = { ...labelsOf(runId, 'agent'), 'prodigy.io/mode': mode };
  cluster.put('jobs', `prodigy-${runId}`, { spec, status, metadata: { annotations } }, labels);
}

function report(runId: string, rest: Partial<Report> = {}): void {
  const text = JSON.stringify({
    runId,
    workflow: 'tidy',
    outcome: 'complete',
    exitCode: 0,
    startedAt: '2026-01-02T10:00:00.000Z',
    finishedAt: '2026-01-02T10:01:05.000Z',
    failures: [],
    ...rest,
  });
  cluster.put('configmaps', `prodigy-report-${runId}`, { data: { 'report.json': text } }, labelsOf(runId, 'report'));
}

const claim = (runId: string): void =>
  cluster.put('persistentvolumeclaims', `prodigy-workspace-${runId}`, {}, labelsOf(runId, 'workspace'));

const ENDED = { status: { conditions: [{ type: 'Complete', status: 'True' }] } };

describe('cancel', () => {
  const cancel = (flags: object = {}) => cancelOnCluster('a', { ...cluster.target, ...flags }, cluster.terminal);

  test('tells the Job why, releases it where it was held back, and returns at once where it is asked to', async () => {
    job('a', { spec: { suspend: true } });
    await cancel({ reason: 'wrong branch', detach: true });
    const told = cluster.objects.get('jobs/prodigy-a');
    expect(told?.metadata).toMatchObject({ annotations: { [Annotation.CANCEL]: 'wrong branch' } });
    expect(told?.spec).toEqual({ suspend: false });
    expect(cluster.said).toEqual({ out: '', progress: 'run a is told to end\n', status: 0 });
  });

  test('waits for the report', async () => {
    job('a');
    const done = cancel();
    setTimeout(() => report('a', { outcome: 'cancelled', reason: 'cancelled' }), 300);
    await done;
    expect(cluster.said.out).toContain('run a: cancelled (cancelled)\n');
  });

  test('lets it drain, and takes it for well where nothing was left to begin', async () => {
    job('a');
    await cancel({ drain: true, reason: 'for today', detach: true });
    expect(cluster.objects.get('jobs/prodigy-a')?.metadata).toMatchObject({
      annotations: { [Annotation.DRAIN]: 'for today' },
    });
    expect(cluster.said.progress).toBe('run a is told to begin nothing more\n');
    const done = cancel({ drain: true });
    setTimeout(() => report('a'), 300);
    await done;
    expect(cluster.said.out).toContain('run a: complete\n');
  });

  test('says so where the run was faster', async () => {
    job('a');
    const refused = refusalOf(cancel());
    setTimeout(() => report('a'), 300);
    expect(await refused).toEqual({
      status: 4,
      message: 'run a had ended before it could be cancelled: it is complete',
    });
  });

  test('refuses what is not under way', async () => {
    expect((await refusalOf(cancel())).message).toBe(
      'there is no run a in prodigy-dev: see prodigy-k8s status --cluster …',
    );
    report('a');
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
    job('a');
    await scale('6');
    expect(spec()).toEqual({ completions: 6, parallelism: 6 });
    expect(cluster.said.out).toBe('run a: at most 6 agents\n');
  });

  test('tells a run whose agents come and go how many there may be', async () => {
    job('a', { annotations: { [Annotation.MAX_AGENTS]: '8' } });
    await scale('1');
    expect(cluster.objects.get('jobs/prodigy-a')?.metadata).toMatchObject({
      annotations: { [Annotation.MAX_AGENTS]: '1' },
    });
    expect(spec()).toEqual({ completions: 4, parallelism: 4 });
    expect(cluster.said.out).toBe('run a: at most 1 agent\n');
  });

  test.each([
    ['there is none', () => undefined, '2', 'there is no run a in prodigy-dev: see prodigy-k8s status --cluster …'],
    ['it has ended', () => job('a', ENDED), '2', 'run a has ended: it needs no agents'],
    [
      'it is a list of steps',
      () => job('a', { mode: 'standard' }),
      '2',
      'run a has one agent: its workflow is a list of steps, one after the other',
    ],
    [
      'its agents cannot leave',
      () => job('a'),
      '2',
      'run a cannot shrink from 4 to 2 agents: only a run submitted with --min-parallel can',
    ],
    ['the cluster allows less', () => job('a'), '999', "'--max-parallel' must be at most 10 on this cluster, got 999"],
  ])('refuses where %s', async (_, arrange, wanted, message) => {
    arrange();
    expect((await refusalOf(scale(wanted))).message).toBe(message);
    expect(cluster.changes).toEqual([]);
  });
});

describe('history', () => {
  test('shows what has ended, the newest first', async () => {
    report('a', { items: { total: 12, merged: 11, unchanged: 0, dead: 1, skipped: 0 } });
    report('b', {
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
    report('a', {
      outcome: 'failed',
      reason: 'no space',
      result: { branch: 'prodigy/a', commit: 'c0ffee', commits: 3 },
    });
    await showHistory({ ...cluster.target, output }, cluster.terminal);
    expect(cluster.said.out).toEqual(typeof text === 'string' ? text : expect.stringMatching(text));
  });

  test('of one workflow', async () => {
    report('a');
    report('b', { workflow: 'other' });
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
      'run a: unpublished, origin has not taken the result (protected); try again: prodigy-k8s publish a --cluster development\n',
    ],
  ])('of %j name the next command', async (rest, text) => {
    report('a', rest);
    await show();
    expect(cluster.said.out).toBe(text);
  });

  test('are there once the run has ended', async () => {
    job('a');
    expect(await refusalOf(show())).toEqual({
      status: 4,
      message: 'run a is not there or has not ended: see prodigy-k8s status',
    });
  });
});

describe('cleanup', () => {
  const clean = (runIds: string[], flags: object = {}) =>
    cleanUp(runIds, { ...cluster.target, ...flags }, cluster.terminal);

  beforeEach(() => {
    report('done');
    job('done', ENDED);
    claim('done');
    report('failed', { outcome: 'failed', reason: 'x' });
    claim('failed');
    job('working');
    claim('working');
    cluster.put('jobs', 'somebody-elses', {}, { app: 'other' });
  });

  test('says what would go and what would stay, and why, and takes nothing away when dry', async () => {
    await clean([], { dryRun: true, claims: true });
    expect(cluster.said.out).toBe(
      [
        'run done: complete',
        '  remove Job prodigy-done',
        '  remove PersistentVolumeClaim prodigy-workspace-done',
        '  keep   ConfigMap prodigy-report-done: it is the history of the run',
        'run failed: failed',
        '  keep   PersistentVolumeClaim prodigy-workspace-failed: the run is failed, and could go on from it: name the run',
        '  keep   ConfigMap prodigy-report-failed: it is the history of the run',
        '',
      ].join('\n'),
    );
    expect(cluster.changes).toEqual([]);
  });

  test('takes Jobs of runs that have ended, and neither claims nor reports unless they are asked for', async () => {
    await clean([], { yes: true });
    expect(cluster.changes).toEqual(['DELETE jobs/prodigy-done']);
    expect(cluster.said.progress).toBe('1 object taken away\n');
  });

  test('takes everything of a run that is named, its report last', async () => {
    cluster.answer = true;
    await clean(['failed'], { claims: true, reports: true });
    expect(cluster.changes).toEqual([
      'DELETE persistentvolumeclaims/prodigy-workspace-failed',
      'DELETE configmaps/prodigy-report-failed',
    ]);
  });

  test('leaves what manifests or Pulumi deliver', async () => {
    cluster.put('statefulsets', 'prodigy-workspace-done', { spec: {} });
    await clean(['done'], { yes: true, claims: true });
    expect(cluster.changes).toEqual([]);
    expect(cluster.said.out).toContain(
      'keep   Job prodigy-done: it was delivered by manifests or Pulumi: take the run out there\n',
    );
  });

  test('leaves runs that ended too short a time ago', async () => {
    report('done', { finishedAt: new Date().toISOString() });
    await clean([], { olderThan: '1h', dryRun: true });
    expect(cluster.said.out).not.toContain('run done');
    expect(cluster.said.out).toContain('run failed');
  });

  test.each([
    [['working'], {}, 4, 'run working is not there or has not ended: nothing was taken away'],
    [
      ['done'],
      { olderThan: '9999d' },
      4,
      'run done is not there or has not ended, or not 9999d ago: nothing was taken away',
    ],
    [[], { olderThan: 'ages' }, 2, "'--older-than' must be a number with d, h, m or s, such as 7d, got ages"],
    [[], {}, 6, "'--yes' must be given where nobody can be asked: nothing was taken away"],
  ])('of %j with %j is refused', async (runIds, flags, status, message) => {
    expect(await refusalOf(clean(runIds, flags))).toEqual({ status, message });
    expect(cluster.changes).toEqual([]);
  });

  test('takes nothing away where the answer is no', async () => {
    cluster.answer = false;
    expect(await refusalOf(clean([]))).toEqual({ status: 6, message: 'nothing was taken away' });
    expect(cluster.changes).toEqual([]);
  });

  test('says that there is nothing', async () => {
    cluster.clear();
    await clean([]);
    expect(cluster.said.out).toBe('no run has ended here\n');
  });
});
