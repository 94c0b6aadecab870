import type { JournalEntry } from '../../../contract/journal';
import { reduceVariables } from '../../../runtime/engine/reduce-variables';
import { stateOf } from '../../../runtime/engine/run-state';

const resultsAfter = (entries: readonly JournalEntry[]) =>
  reduceVariables(stateOf(entries.map((entry) => ({ at: 0, entry }))))['map.results'];
const items = (count: number): JournalEntry => ({
  type: 'items',
  items: Array.from({ length: count }, (_, index) => ({ id: `item_${index}`, data: index })),
});
const nothing = { commits: [], duration_ms: null, duration: null, error: null, branch_name: null };

test('the record of an item has what the journal knows, and null for the rest', () => {
  const [merged, conflicting, skipped] = ['item_0', 'item_1', 'item_2'].map(
    (item) => ({ type: 'item', item }) as const,
  );
  expect(
    resultsAfter([
      items(4),
      { ...merged!, outcome: 'merged', attempt: 2, commit: 'c1', durationMs: 61_007 },
      { ...conflicting!, outcome: 'dead', attempt: 1, commit: 'c2', reason: 'merge conflict in a', durationMs: 999.5 },
      { ...skipped!, outcome: 'skipped', attempt: 3, reason: 'exit code 1' },
    ]),
  ).toEqual([
    {
      item_id: 'item_0',
      status: 'Success',
      commits: ['c1'],
      duration_ms: 61_007,
      duration: { secs: 61, nanos: 7_000_000 },
      error: null,
      branch_name: 'refs/prodigy/attempts/item_0/2',
    },
    {
      item_id: 'item_1',
      status: { Failed: 'merge conflict in a' },
      commits: [],
      duration_ms: 999.5,
      duration: { secs: 0, nanos: 999_500_000 },
      error: 'merge conflict in a',
      branch_name: 'refs/prodigy/attempts/item_1/1',
    },
    { ...nothing, item_id: 'item_2', status: 'Skipped', error: 'exit code 1' },
    { ...nothing, item_id: 'item_3', status: 'Success' },
  ]);
});
