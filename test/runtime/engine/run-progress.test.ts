import type { JournalEntry } from '../../../contract/journal';
import { parseProgress } from '../../../contract/progress';
import { RunProgress } from '../../../runtime/engine/run-progress';
import type { PhaseSteps } from '../../../runtime/ports/notice';

const MAPREDUCE: PhaseSteps = [
  ['setup', 2],
  ['map', 1],
  ['reduce', 1],
];
const step = (phase: 'setup' | 'reduce', index: number): JournalEntry => ({
  ...{ type: 'step', phase, index, head: '', checkpoint: null, variables: {} },
});
const items = (count: number): JournalEntry => ({
  type: 'items',
  items: Array.from({ length: count }, (_, n) => ({ id: `item_${n}`, data: n })),
});
const ended = (n: number, outcome: 'merged' | 'dead', reason?: string): JournalEntry => ({
  ...{ type: 'item', item: `item_${n}`, outcome, attempt: 2, reason },
});
const over = (phase: 'setup' | 'map' | 'reduce'): JournalEntry => ({ type: 'phase', phase });

function after(...entries: readonly JournalEntry[]): RunProgress {
  const progress = new RunProgress(MAPREDUCE);
  for (const entry of entries) progress.note(entry);
  return progress;
}

test('a phase tells its steps, the map phase its items, and the end what is left', () => {
  expect(after().now).toEqual({ phase: 'setup', steps: { done: 0, total: 2 }, failures: [] });
  expect(after(step('setup', 0)).now).toEqual({ phase: 'setup', steps: { done: 1, total: 2 }, failures: [] });
  const counts = { total: 3, merged: 1, unchanged: 0, skipped: 0, dead: 0 };
  expect(after(over('setup'), items(3), ended(0, 'merged')).now).toEqual({ phase: 'map', items: counts, failures: [] });
  expect(after(over('setup'), items(3), over('map'), over('reduce')).now.phase).toBe('publish');
});

test('without items neither map nor reduce is run', () => {
  expect(after(over('setup'), items(0)).now.phase).toBe('publish');
});

test('of failures the newest three are told, shortened', () => {
  const all = [0, 1, 2, 3].map((n) => ended(n, 'dead', `${n}${'x'.repeat(300)}why`));
  const { items: counts, failures } = after(over('setup'), items(4), ...all).now;
  expect(counts?.dead).toBe(4);
  expect(failures.map(({ item }) => item)).toEqual(['item_1', 'item_2', 'item_3']);
  expect(failures[0]?.reason).toBe(`1${'x'.repeat(133)}…${'x'.repeat(63)}why`);
});

test('dead letters that are tried again are open again, and what follows the items is to be done once more', () => {
  const dead = [over('setup'), items(2), ended(0, 'merged'), ended(1, 'dead', 'no'), over('map'), step('reduce', 0)];
  const retried = after(...dead, { type: 'reopened', id: 'a', work: 'retry' } as JournalEntry).now;
  expect(retried).toMatchObject({ phase: 'map', items: { total: 2, merged: 1, dead: 0 }, failures: [] });
  const asked = after(...dead.slice(0, 4), { type: 'retried', items: ['item_1'] });
  expect(asked.now.items).toMatchObject({ merged: 1, dead: 0 });
});

test('nothing is begun before the first entry', () => {
  expect([after().isBegun, after(items(1)).isBegun]).toEqual([false, true]);
});

test.each([undefined, 'null', '{', '7', '{"phase":1}', '{"phase":"map"}'])('%j is no progress', (text) => {
  expect(parseProgress(text)).toBeUndefined();
});
