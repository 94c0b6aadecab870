import { jobState, reportIn } from '../../cli/cluster/run-status';
import { reportText } from '../../cli/report-text';
import { table } from '../../cli/table';

const job = (status: object, spec: object = { parallelism: 4 }) => ({ spec, status }) as never;

test.each([
  ['pending', job({ active: 4, ready: 0 })],
  ['running', job({ active: 4, ready: 1 })],
  ['suspended', job({}, { parallelism: 4, suspend: true })],
  ['complete', job({ conditions: [{ type: 'Complete', status: 'True' }] })],
  ['failed', job({ conditions: [{ type: 'Failed', status: 'True', message: 'exit code 20' }] })],
  ['running', job({ ready: 1, conditions: [{ type: 'Failed', status: 'False' }] })],
])('a Job is %s', (phase, live) => {
  expect(jobState(live).phase).toBe(phase);
});

test('the reason of a failed Job is its condition message', () => {
  const failed = job({ conditions: [{ type: 'Failed', status: 'True', message: 'exit code 20' }] });
  expect(jobState(failed)).toEqual({ phase: 'failed', reason: 'exit code 20', active: 0, ready: 0, agents: 4 });
});

test('a ConfigMap without our key holds no report', () => {
  expect(reportIn({ data: { other: '{}' } })).toBeUndefined();
  expect(reportIn(undefined)).toBeUndefined();
});

const report = {
  runId: 'tidy-1',
  workflow: 'tidy',
  outcome: 'unpublished',
  reason: 'origin said no\u001b[31m',
  exitCode: 0,
  startedAt: '',
  finishedAt: '',
  result: { branch: 'prodigy/tidy-1', commit: '0123456789abcdef', commits: 1 },
  items: { total: 3, merged: 1, unchanged: 1, dead: 1, skipped: 0 },
  failures: [{ item: 'item_2', attempt: 1, reason: 'exit code 1' }],
  truncated: 2,
} as const;

test('a report reads as lines, without the terminal escapes that came with a reason', () => {
  expect(reportText(report)).toBe(
    [
      'run tidy-1: unpublished (origin said no[31m)',
      'items:  3, 1 merged, 1 without changes, 1 failed',
      'result: prodigy/tidy-1 at 0123456789ab, 1 commit',
      'failed: item_2 (attempt 1): exit code 1',
      '… and 2 more failures',
      '',
    ].join('\n'),
  );
});

test('a report tells tokens and money, small sums too', () => {
  const usage = { inputTokens: 12345, outputTokens: 678, cacheReadTokens: 0, cacheCreationTokens: 0, costUsd: 0.00123 };
  expect(reportText({ ...report, usage })).toContain('\nclaude: 12,345 tokens in, 678 out; $0.0012\n');
  const more = { ...usage, cacheReadTokens: 1e6, cacheCreationTokens: 20, costUsd: 1.5 };
  expect(reportText({ ...report, usage: more })).toContain(
    '\nclaude: 12,345 tokens in, 678 out, 1,000,000 from its cache, 20 into it; $1.50\n',
  );
});

test('a report tells how long a run, its phases and its items took, and how many attempts', () => {
  const items = { minMs: 300, medianMs: 9940, maxMs: 61_000 };
  const durations = { totalMs: 200_000, phases: { setup: 2000, map: 190_000 }, items };
  const text = reportText({ ...report, durations, attempts: 4 });
  expect(text.split('\n').slice(1, 4)).toEqual([
    'time:   3 min 20 s: setup 2.0 s, map 3 min 10 s',
    'items:  3, 1 merged, 1 without changes, 1 failed; 4 attempts',
    'each:   0.3 s to 1 min 1 s, median 9.9 s',
  ]);
  const slow = { ...durations, items: { ...items, p95Ms: 30_000 } };
  expect(reportText({ ...report, durations: slow })).toContain(', median 9.9 s, 95 of 100 within 30 s\n');
  expect(reportText({ ...report, durations: { totalMs: 400, phases: { commands: 300 } } })).toContain(
    '\ntime:   0.4 s\n',
  );
});

test('a failure names its step unless its reason does, and no line is wider than 100 columns', () => {
  const failures = [
    { item: 'item_1', attempt: 2, step: 'npm test', reason: `${'word '.repeat(30)}\n${'x'.repeat(150)}` },
    { item: 'item_2', attempt: 1, step: 'npm test', reason: "map step 'npm test' failed" },
  ];
  const lines = reportText({ ...report, reason: 'r '.repeat(80), failures }).split('\n');
  expect(lines.filter((line) => line.length > 100)).toEqual([]);
  expect(lines.slice(4)).toEqual([
    `failed: item_1 (attempt 2, step 'npm test'): ${'word '.repeat(11).trimEnd()}`,
    `        ${'word '.repeat(18).trimEnd()}`,
    '        word',
    `        ${'x'.repeat(92)}`,
    `        ${'x'.repeat(58)}`,
    "failed: item_2 (attempt 1): map step 'npm test' failed",
    '… and 2 more failures',
    '',
  ]);
});

test('columns are as wide as their widest cell and lines have no trailing blanks', () => {
  const text = table(
    ['run', 'state'],
    [
      ['a-long-name', 'ok'],
      ['b', ''],
    ],
  );
  expect(text).toBe('RUN           STATE\na-long-name   ok\nb\n');
});
