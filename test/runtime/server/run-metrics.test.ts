import type { JournalEntry } from '../../../contract/journal';
import { type CurrentNumbers, RunMetrics } from '../../../runtime/server/run-metrics';

let current: CurrentNumbers | undefined;
let metrics: RunMetrics;
beforeEach(() => {
  current = undefined;
  metrics = new RunMetrics(() => current);
});

/** Samples by name and labels, without buckets. */
async function samples(): Promise<Record<string, number>> {
  const lines = (await metrics.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const pairs = lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))] as const);
  return Object.fromEntries(pairs.filter(([name]) => !name.includes('_bucket{')));
}

const items = (count: number): JournalEntry => ({
  type: 'items',
  items: Array.from({ length: count }, (_, index) => ({ id: `item_${index}`, data: index })),
});
const ended = (item: number, more: object = {}): JournalEntry => ({
  type: 'item',
  item: `item_${item}`,
  outcome: 'merged',
  attempt: 1,
  ...more,
});
const usage = { inputTokens: 10, outputTokens: 20, cacheReadTokens: 3, cacheCreationTokens: 4, costUsd: 0.25 };

test('a run that has not begun has every metric without labels, at 0', async () => {
  expect(await samples()).toEqual({
    prodigy_item_duration_seconds_count: 0,
    prodigy_item_duration_seconds_sum: 0,
    prodigy_claude_cost_usd_total: 0,
    prodigy_leader_changes_total: 0,
    prodigy_retries_total: 0,
    prodigy_items_in_progress: 0,
    prodigy_queue_depth: 0,
  });
});

test('items are waiting, in progress, or ended by outcome', async () => {
  current = { leaders: 2, attempts: [0, 1, 2].map((n) => ({ item: `item_${n}`, attempt: 1 })) };
  for (const entry of [items(5), ended(0, { durationMs: 1500 }), ended(1, { outcome: 'dead' })]) metrics.record(entry);
  expect(await samples()).toMatchObject({
    'prodigy_items_total{outcome="merged"}': 1,
    'prodigy_items_total{outcome="dead"}': 1,
    prodigy_items_in_progress: 1,
    prodigy_queue_depth: 2,
    prodigy_item_duration_seconds_count: 1,
    prodigy_item_duration_seconds_sum: 1.5,
    prodigy_leader_changes_total: 2,
  });
});

test('items of several pages wait', async () => {
  for (const entry of [items(5), { ...items(5), more: true }, { ...items(2), from: 5 }] as const) metrics.record(entry);
  expect(await samples()).toMatchObject({ prodigy_queue_depth: 7 });
});

test('an item ends once, whatever a second leader says', async () => {
  for (const entry of [items(1), ended(0), ended(0, { outcome: 'dead' })]) metrics.record(entry);
  expect(await samples()).toMatchObject({ 'prodigy_items_total{outcome="merged"}': 1, prodigy_queue_depth: 0 });
  expect(await samples()).not.toHaveProperty(['prodigy_items_total{outcome="dead"}']);
});

test('attempts after the first are retries, counted anew at each look', async () => {
  current = { leaders: 1, attempts: [1, 2, 3].map((attempt) => ({ item: 'item_0', attempt })) };
  metrics.record(items(1));
  await samples();
  expect(await samples()).toMatchObject({ prodigy_retries_total: 2, prodigy_items_in_progress: 1 });
});

test('tokens and money of every entry that tells of them add up', async () => {
  metrics.record(ended(0, { usage }));
  metrics.record({ type: 'usage', id: '1-1', usage });
  metrics.record({ type: 'usage', id: '1-1', usage });
  expect(await samples()).toMatchObject({
    'prodigy_claude_tokens_total{direction="input"}': 20,
    'prodigy_claude_tokens_total{direction="output"}': 40,
    'prodigy_claude_tokens_total{direction="cache_read"}': 6,
    'prodigy_claude_tokens_total{direction="cache_creation"}': 8,
    prodigy_claude_cost_usd_total: 0.5,
  });
});

test('merges and what agents measured are counted', async () => {
  metrics.merged('merged');
  metrics.merged('conflict');
  const labels = { phase: 'map', kind: 'shell', outcome: 'succeeded' };
  metrics.take({ metric: 'prodigy_step_duration_seconds', labels, values: [0.5, 2] });
  const series = '{phase="map",kind="shell",outcome="succeeded"}';
  expect(await samples()).toMatchObject({
    'prodigy_merges_total{result="merged"}': 1,
    'prodigy_merges_total{result="conflict"}': 1,
    [`prodigy_step_duration_seconds_count${series}`]: 2,
    [`prodigy_step_duration_seconds_sum${series}`]: 2.5,
  });
});
