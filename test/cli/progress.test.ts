import { LiveLine } from '../../cli/progress/live-line';
import { failureLines } from '../../cli/progress/progress-text';
import { RunView } from '../../cli/progress/run-view';
import { tellerFor } from '../../cli/progress/teller';
import { timeText } from '../../cli/time-text';
import type { JournalEntry } from '../../contract/journal';
import type { Notice } from '../../runtime/ports/notice';

const entry = (value: JournalEntry): Notice => ({ type: 'entry', entry: { at: 0, entry: value } });
const phases = [
  ['setup', 2],
  ['map', 1],
  ['reduce', 1],
] as const;
const begun: Notice = { type: 'begun', at: 0, workflow: 'demo', phases, entries: [] };
const step: JournalEntry = { type: 'step', phase: 'setup', index: 0, head: 'h', checkpoint: null, variables: {} };
const items: JournalEntry = {
  type: 'items',
  items: [0, 1, 2, 3].map((index) => ({ id: `item_${index}`, data: index })),
};
const ended = (item: string, outcome: 'merged' | 'dead'): JournalEntry => ({ type: 'item', item, outcome, attempt: 1 });

test('a run is told phase by phase, and the map phase in items, rate and time left', () => {
  const view = new RunView();
  const lines: string[] = [];
  const take = (notice: Notice, now = 0): void => {
    view.take(notice);
    lines.push(view.line(now));
  };
  take(begun);
  take(entry(step));
  take(entry({ type: 'phase', phase: 'setup' }));
  take(entry(items));
  take({ type: 'attempt', at: 1000, item: 'item_0', attempt: 1 });
  take({ type: 'attempt', at: 1000, item: 'item_1', attempt: 1 }, 2000);
  take({ type: 'attempt-over', at: 2000, item: 'item_0', attempt: 1 }, 2000);
  take(entry(ended('item_0', 'merged')), 2000);
  take(entry(ended('item_1', 'dead')), 5000);
  take(entry({ type: 'phase', phase: 'map' }));
  take(entry({ type: 'phase', phase: 'reduce' }));
  expect(lines).toEqual([
    'setup: step 1 of 2',
    'setup: step 2 of 2',
    'map: listing the items',
    'map: 0 of 4 done, 0 running',
    'map: 0 of 4 done, 1 running',
    'map: 0 of 4 done, 2 running',
    'map: 0 of 4 done, 1 running',
    'map: 1 of 4 done, 1 running, 60/min, 3 s left',
    'map: 2 of 4 done, 1 failed, 1 running, 30/min, 4 s left',
    'reduce: step 1 of 1',
    'publishing',
  ]);
});

test('a run that goes on counts what was, and its rate from now', () => {
  const view = new RunView();
  view.take({ ...begun, entries: [items, ended('item_0', 'merged')].map((value) => ({ at: 0, entry: value })) });
  view.take(entry({ type: 'phase', phase: 'setup' }));
  view.take({ type: 'attempt', at: 9000, item: 'item_1', attempt: 1 });
  expect(view.line(10_000)).toBe('map: 1 of 4 done, 1 running');
});

test('items of several pages are told together', () => {
  const view = new RunView();
  view.take(begun);
  view.take(entry({ type: 'phase', phase: 'setup' }));
  view.take(entry({ ...items, more: true } as JournalEntry));
  expect(view.line(0)).toBe('map: listing the items');
  view.take(entry({ ...items, from: 4 } as JournalEntry));
  expect(view.line(0)).toBe('map: 0 of 8 done, 0 running');
});

test('without items neither map nor reduce is waited for', () => {
  const view = new RunView();
  view.take(begun);
  view.take(entry({ type: 'phase', phase: 'setup' }));
  view.take(entry({ type: 'items', items: [] }));
  expect(view.line(0)).toBe('publishing');
});

test.each([
  [0.4, '0 s'],
  [59.6, '1 min'],
  [200, '3 min 20 s'],
  [7500, '2 h 5 min'],
  [7200, '2 h'],
])('%d seconds are %s', (seconds, text) => {
  expect(timeText(seconds)).toBe(text);
});

test('the live line is drawn over itself, no wider than the terminal, and leaves nothing', () => {
  const written: string[] = [];
  let now = 0;
  const terminal = { progress: (text: string) => void written.push(text), columns: () => 11 };
  const live = new LiveLine(terminal, () => now);
  now = 1000;
  live.take(begun);
  live.take(entry(step)); // too soon
  live.above('warning: what');
  now = 2000;
  live.take({ type: 'paused', at: now });
  live.end();
  live.end();
  live.take(begun);
  expect(written).toEqual([
    '\rsetup: ste\u001b[K',
    '\r\u001b[K',
    'warning: what\n',
    '\rsetup: ste\u001b[K',
    '\r\u001b[K',
  ]);
});

test.each([
  [{ quiet: true }, true, ['error: e']],
  [{}, false, ['i', 'j', 'warning: w', 'error: e', 'said']],
  [{}, true, ['i', 'warning: w', 'error: e', 'said']],
])('with flags %j, on a terminal: %j', (flags, interactive, expected) => {
  const written: string[] = [];
  const terminal = { progress: (text: string) => void written.push(text.trimEnd()), columns: () => 80, interactive };
  const teller = tellerFor(flags, terminal as never);
  teller.print('i', { level: 'info' });
  teller.print('j', { level: 'info', item: 'item_0' });
  teller.print('warning: w', { level: 'warn', item: 'item_0' });
  teller.print('error: e', { level: 'error' });
  teller.say('said');
  teller.end();
  expect(written).toEqual(expected);
});

test('the lines of a reason stand below its first, so that it is seen where it ends', () => {
  const failures = [
    { item: 'item_2', attempt: 1, reason: "step 'look' failed with exit code 1: one\ntwo\n" },
    { item: 'item_3', attempt: 2, reason: 'no space' },
  ];
  expect(failureLines({ phase: 'map', failures })).toEqual([
    "failed: item_2 (attempt 1): step 'look' failed with exit code 1: one\n        two",
    'failed: item_3 (attempt 2): no space',
  ]);
});
