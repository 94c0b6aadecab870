import type { JournalEntry } from '../../../contract/journal';
import { formatReport } from '../../../contract/report';
import { exitCodeOf, reportOf } from '../../../runtime/server/report';

const facts = {
  runId: 'demo-12345678',
  workflow: 'demo',
  outcome: 'complete' as const,
  exitCode: 0,
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:01:00.000Z',
};
const entries = (...list: JournalEntry[]) => list.map((entry, at) => ({ at, entry }));
const items = (count: number): JournalEntry => ({
  type: 'items',
  items: Array.from({ length: count }, (_, n) => ({ id: `item_${n}`, data: null })),
});
const item = (n: number, outcome: 'merged' | 'unchanged' | 'dead', reason?: string): JournalEntry => ({
  ...{ type: 'item', item: `item_${n}`, outcome, attempt: 1, reason },
});

test('totals count each item once, by its first entry, as the run itself does', () => {
  const journal = entries(items(4), item(0, 'merged'), item(1, 'dead', 'x'), item(1, 'merged'), item(2, 'unchanged'));
  const report = reportOf(facts, journal);
  expect(report.items).toEqual({ total: 4, merged: 1, unchanged: 1, dead: 1, skipped: 0 });
  expect(report.failures).toEqual([{ item: 'item_1', attempt: 1, reason: 'x' }]);
  expect(report).not.toHaveProperty('truncated');
});

test('a report tells how long the run, its phases and its items took', () => {
  const took = (n: number, durationMs: number): JournalEntry => ({ ...item(n, 'merged'), durationMs }) as JournalEntry;
  const start = Date.parse(facts.startedAt);
  const journal = [
    { at: start + 1000, entry: { type: 'phase', phase: 'setup' } },
    { at: start + 1000, entry: items(4) },
    ...[took(0, 10), took(1, 40), took(2, 20), took(3, 25)].map((entry) => ({ at: start + 2000, entry })),
    { at: start + 5000, entry: { type: 'phase', phase: 'map' } },
    { at: start + 4000, entry: { type: 'phase', phase: 'reduce' } },
    { at: start + 7000, entry: { type: 'result', commit: 'c' } },
  ] as const;
  expect(reportOf(facts, journal).durations).toEqual({
    totalMs: 60_000,
    phases: { setup: 1000, map: 4000, reduce: 0, merge: 3000 },
    items: { minMs: 10, medianMs: 23, p95Ms: 40, maxMs: 40 },
  });
  expect(reportOf(facts, []).durations).toEqual({ totalMs: 60_000, phases: {} });
  const forty = Array.from({ length: 40 }, (_, n) => ({ at: start, entry: took(n, n + 1) }));
  expect(reportOf(facts, forty).durations?.items).toMatchObject({ p95Ms: 38, maxMs: 40 });
});

test('a report counts failed attempts too, and names the step that failed', () => {
  const failure = { errorType: 'Unknown', message: 'm', step: 's'.repeat(100) } as const;
  const again: JournalEntry = { type: 'attempt', item: 'item_0', attempt: 1, failure, retryInMs: 0 };
  const report = reportOf(
    facts,
    entries(items(2), again, { ...item(0, 'dead', 'x'), failure } as JournalEntry, item(1, 'merged')),
  );
  expect(report.attempts).toBe(3);
  expect(report.failures).toEqual([{ item: 'item_0', attempt: 1, step: `${'s'.repeat(80)}…`, reason: 'x' }]);
  expect(reportOf(facts, []).attempts).toBeUndefined();
});

test('a report tells what models took', () => {
  const usage = { inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheCreationTokens: 4, costUsd: 0.5 };
  const done: JournalEntry = { ...item(0, 'dead', 'x'), usage } as JournalEntry;
  expect(reportOf(facts, entries(items(1), done)).usage).toEqual(usage);
  expect(reportOf(facts, []).usage).toBeUndefined();
});

test('a run without a list of items has no totals', () => {
  expect(reportOf(facts, []).items).toBeUndefined();
});

test.each([
  [230, 1],
  [100, 400],
  [5000, 400],
])('a report with %d failures of %d characters fits into 16 KiB and counts what it leaves out', (count, length) => {
  const dead = Array.from({ length: count }, (_, n) => item(n, 'dead', 'ü'.repeat(length)));
  const report = reportOf({ ...facts, reason: 'r'.repeat(5000) }, entries(items(count), ...dead));
  expect(Buffer.byteLength(formatReport(report))).toBeLessThanOrEqual(16 * 1024);
  expect(report.failures.length).toBeGreaterThan(10);
  expect(report.failures.length + (report.truncated ?? 0)).toBe(count);
  expect(report.failures[0]?.reason).toBe(length > 300 ? `${'ü'.repeat(200)}…${'ü'.repeat(100)}` : 'ü');
  expect(report.items?.dead).toBe(count);
});

test('exit codes by outcome', () => {
  const outcomes = ['complete', 'unpublished', 'failed', 'refused', 'cancelled'] as const;
  expect(outcomes.map((outcome) => exitCodeOf(outcome, false))).toEqual([0, 0, 30, 20, 30]);
  expect(exitCodeOf('failed', true)).toBe(20);
});
