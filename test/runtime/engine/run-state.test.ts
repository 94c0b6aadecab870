import type { JournalEntry } from '../../../contract/journal';
import { stateOf, totals } from '../../../runtime/engine/run-state';

const state = (...entries: JournalEntry[]) => stateOf(entries.map((entry) => ({ at: 0, entry })));

const step = (phase: 'setup' | 'reduce', index: number, checkpoint: string | null, variables = {}): JournalEntry => ({
  type: 'step',
  phase,
  index,
  head: `${phase}-${index}`,
  checkpoint,
  variables,
});

test('an empty journal is a run of which nothing is done', () => {
  const { phases, checkpoint, items, finished } = state();
  expect([phases.setup.stepsDone, phases.setup.done, checkpoint, items, finished]).toEqual([
    0,
    false,
    null,
    undefined,
    undefined,
  ]);
});

test('steps add up: what is done, the last commit and checkpoint, and all captures', () => {
  const { phases, checkpoint } = state(step('setup', 0, 's0', { a: 1 }), step('setup', 1, 's1', { b: 2 }));
  expect(phases.setup).toEqual({
    stepsDone: 2,
    head: 'setup-1',
    start: null,
    variables: { a: 1, b: 2 },
    done: false,
  });
  expect(checkpoint).toBe('s1');
});

test('a phase remembers where it started, also when its steps start over', () => {
  const { phases } = state(
    step('setup', 0, 's0'),
    { type: 'phase', phase: 'setup' },
    step('reduce', 0, null, { old: 1 }),
    step('reduce', 1, null),
    step('reduce', 0, 'r0', { fresh: 1 }),
  );
  expect(phases.setup.done).toBe(true);
  expect(phases.reduce).toMatchObject({ stepsDone: 1, start: 's0', variables: { fresh: 1 } });
});

test('what models took adds up over steps, items and the end, each item counted once', () => {
  const usage = { inputTokens: 1, outputTokens: 0, cacheReadTokens: 0, cacheCreationTokens: 0, costUsd: 0.1 };
  const item = { type: 'item', item: 'item_0', outcome: 'dead', attempt: 1 } as const;
  expect(
    state(
      { ...step('setup', 0, 's0'), usage } as JournalEntry,
      { ...item, usage },
      { ...item, usage },
      { type: 'finished', outcome: 'failed', usage },
    ).usage,
  ).toEqual({ ...usage, inputTokens: 3, costUsd: 0.3 });
  expect(state(step('setup', 0, 's0'), item).usage).toBeUndefined();
});

test('an item ends once: what is written later does not count', () => {
  const items = ['a', 'b', 'c', 'd'].map((data, n) => ({ id: `item_${n}`, data }));
  const { outcomes, ...rest } = state(
    { type: 'items', items },
    { type: 'item', item: 'item_0', outcome: 'merged', attempt: 1, commit: 'abc', durationMs: 3 },
    { type: 'item', item: 'item_0', outcome: 'dead', attempt: 2, reason: 'late' },
    { type: 'item', item: 'item_1', outcome: 'unchanged', attempt: 1 },
    { type: 'item', item: 'item_2', outcome: 'dead', attempt: 4, reason: 'agent died' },
  );
  expect(outcomes.get('item_0')).toEqual({ outcome: 'merged', attempt: 1, commit: 'abc', durationMs: 3, at: 0 });
  expect(totals({ outcomes, ...rest })).toEqual({ total: 4, merged: 1, unchanged: 1, dead: 1, skipped: 0 });
});

test('items are known once their last page is there; a list that was begun anew is the one that counts', () => {
  const page = (ids: number[], from: number, more: boolean): JournalEntry => {
    const items = ids.map((id) => ({ id: `item_${id}`, data: `${id} of ${ids.length}` }));
    return { type: 'items', items, ...(from > 0 && { from }), ...(more && { more }) };
  };
  const half = state(page([0, 1, 2], 0, true));
  expect([half.items, totals(half).total]).toEqual([undefined, 0]);
  const whole = state(page([0, 1, 2], 0, true), page([0, 1], 0, true), page([2], 2, false));
  expect([...whole.items!]).toEqual([
    ['item_0', '0 of 2'],
    ['item_1', '1 of 2'],
    ['item_2', '2 of 1'],
  ]);
});

test('result, end of the map phase and end of the run are known', () => {
  const known = state(
    { type: 'phase', phase: 'map' },
    { type: 'result', commit: 'abc' },
    { type: 'finished', outcome: 'unpublished', reason: 'origin: no' },
  );
  expect([known.mapDone, known.result, known.finished]).toEqual([
    true,
    'abc',
    { outcome: 'unpublished', reason: 'origin: no' },
  ]);
});

test('the step before is the last that was not skipped, and none of an earlier run of the phase', () => {
  const begun = (index: number, start?: string): JournalEntry =>
    ({ ...step('setup', index, 's'), start }) as JournalEntry;
  const lastStart = (...entries: JournalEntry[]) => state(...entries).phases.setup.lastStart;
  expect(lastStart(begun(0, 'c0'), begun(1, 'c1'))).toBe('c1');
  expect(lastStart(begun(0, 'c0'), begun(1))).toBe('c0');
  expect(lastStart(begun(0, 'c0'), begun(0))).toBeUndefined();
});
