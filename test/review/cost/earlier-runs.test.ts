import type { Report } from '../../../contract/report';
import { earlierRuns, modelPerItem } from '../../../review/cost/earlier-runs';

const PRICES = { currency: 'USD', cpuHour: 1, memoryGibHour: 1, storageGibMonth: 1 };
const USAGE = { inputTokens: 1e6, outputTokens: 2e5, cacheReadTokens: 4e6, cacheCreationTokens: 5e5, costUsd: 8 };

/** A report of so many items, with what a test is about. */
const report = (total: number, rest: Partial<Report> = {}): Report => ({
  ...{ runId: 'r', workflow: 'w', outcome: 'complete', exitCode: 0, startedAt: '', finishedAt: '', failures: [] },
  items: { total, merged: total, unchanged: 0, dead: 0, skipped: 0 },
  ...rest,
});

const took = (medianMs: number, p95Ms: number | undefined, totalMs: number): Pick<Report, 'durations'> => ({
  durations: { totalMs, phases: { setup: 1000, map: 60_000 }, items: { minMs: 1, medianMs, p95Ms, maxMs: 99_000 } },
});

test('the median of the runs counts as often as it had items; slow are the slow items of the slowest', () => {
  const runs = [
    report(10, took(5000, 8000, 80_000)),
    report(90, took(20_000, 40_000, 90_000)),
    report(30, took(60_000, 70_000, 70_000)),
  ];
  expect(earlierRuns(runs)).toEqual({
    items: 30,
    itemSeconds: { p50: 20, p95: 70 },
    otherSeconds: 20,
    models: undefined,
  });
});

test('a report of an earlier version stands with its longest item for the slow ones', () => {
  expect(earlierRuns([report(4, took(5000, undefined, 80_000))]).itemSeconds).toEqual({ p50: 5, p95: 99 });
});

test('nothing is made up where no report tells it', () => {
  expect(earlierRuns([])).toEqual({ items: undefined, itemSeconds: undefined, otherSeconds: undefined });
  expect(modelPerItem(earlierRuns([report(4)]), PRICES)).toBe(0);
});

test('models cost what the reports tell, for each of the items that they were asked for', () => {
  const known = earlierRuns([report(4, { usage: USAGE }), report(12, { usage: { ...USAGE, costUsd: 24 } }), report(9)]);
  expect(modelPerItem(known, PRICES)).toBe(2);
});

test('where the cluster has prices of tokens these count', () => {
  const known = earlierRuns([report(10, { usage: USAGE })]);
  const modelTokens = { input: 3, output: 15, cacheRead: 0.5, cacheCreation: 4 };
  expect(modelPerItem(known, { ...PRICES, currency: 'EUR', modelTokens })).toBeCloseTo((3 + 3 + 2 + 2) / 10, 9);
  expect(modelPerItem(known, { ...PRICES, modelTokens: { input: 3, output: 15 } })).toBeCloseTo(0.6, 9);
});

test('dollars are not added to another currency', () => {
  const known = earlierRuns([report(10, { usage: USAGE })]);
  expect(modelPerItem(known, { ...PRICES, currency: 'EUR' })).toBeUndefined();
  const free = earlierRuns([report(10, { usage: { ...USAGE, costUsd: 0 } })]);
  expect(modelPerItem(free, { ...PRICES, currency: 'EUR' })).toBe(0);
});
