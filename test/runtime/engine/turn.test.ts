import type { JournalEntry } from '../../../contract/journal';
import { stateOf } from '../../../runtime/engine/run-state';
import { Turn } from '../../../runtime/engine/turn';
import { RecordingLog } from '../adapters/log/recording-log';
import { RecordingClock } from './recording-clock';

let journal: JournalEntry[];
/** Called before an entry is written. */
let before: (entry: JournalEntry) => Promise<void>;
beforeEach(() => {
  journal = [];
  before = async () => undefined;
});

const stamped = () => journal.map((entry) => ({ at: 0, entry }));

/** A leader that begins where the journal stands. */
function turn(fencing = 1): Turn {
  const append = async (entry: JournalEntry): Promise<void> => {
    await before(entry);
    journal.push(entry);
  };
  const engine = { clock: new RecordingClock(), journal: { append, read: async () => stamped() } };
  const leadership = { fencing, lost: new AbortController().signal, resign: async () => undefined };
  return new Turn(engine as never, leadership, stateOf(stamped()), new AbortController().signal, new RecordingLog());
}

const usage = (costUsd: number) => ({
  ...{ inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheCreationTokens: 0 },
  costUsd,
});
const turns = () => new Promise((resolve) => setImmediate(resolve));
const PHASE: JournalEntry = { type: 'phase', phase: 'setup' };

test('what a call of a model took is in the journal before its step is', async () => {
  turn().spend(usage(0.5));
  await turns();
  expect(journal).toEqual([{ type: 'usage', id: '1-1', usage: usage(0.5) }]);
});

test('calls that end while the journal is being told are told together, and before the next entry', async () => {
  let write: () => void = () => undefined;
  before = () => new Promise((resolve) => (write = resolve));
  const leader = turn();
  for (const costUsd of [0.5, 0.25, 0.125]) leader.spend(usage(costUsd));
  await turns();
  before = async () => undefined;
  write();
  await leader.record(PHASE);
  expect(journal.map(({ type }) => type)).toEqual(['usage', 'phase']);
  expect(stateOf(stamped()).usage).toMatchObject({ inputTokens: 3, costUsd: 0.875 });
});

test('an entry whose answer got lost is told again under the same id, and counts once', async () => {
  const leader = turn();
  before = async (entry) => {
    journal.push(entry);
    throw new Error('connection lost');
  };
  leader.spend(usage(0.5));
  await turns();
  before = async () => undefined;
  await leader.record(PHASE);
  expect(journal).toEqual([
    { type: 'usage', id: '1-1', usage: usage(0.5) },
    { type: 'usage', id: '1-1', usage: usage(0.5) },
    PHASE,
  ]);
  expect(stateOf(stamped()).usage).toEqual(usage(0.5));
  expect(leader.state.usage).toEqual(usage(0.5));
});

test('a journal that takes no entry of what was spent takes no other, and says why', async () => {
  const leader = turn();
  before = async () => {
    throw new Error('disk full');
  };
  leader.spend(usage(0.5));
  await expect(leader.record(PHASE)).rejects.toThrow('disk full');
  expect(journal).toEqual([]);
});

test('the next leader, whether or not of the same number, adds to what the one before it spent', async () => {
  for (const fencing of [1, 1, 2]) {
    turn(fencing).spend(usage(0.5));
    await turns();
  }
  expect(journal).toMatchObject([{ id: '1-1' }, { id: '1-2' }, { id: '2-3' }]);
  expect(stateOf(stamped()).usage).toMatchObject({ costUsd: 1.5 });
});
