import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeadLetter } from '../../../../contract/dead-letter';
import { DeadLetterFolder } from '../../../../runtime/adapters/local/dead-letter-folder';
import { newestLetters } from '../../../../runtime/engine/dead-letters';

const DAY_MS = 24 * 60 * 60 * 1000;
const NOW = Date.UTC(2026, 1, 1);

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'letters-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const letter = (n: number, days = 0): DeadLetter => ({
  item_id: `item_${n}`,
  item_data: null,
  first_attempt: new Date(0).toISOString(),
  last_attempt: new Date(NOW - days * DAY_MS).toISOString(),
  failure_count: 1,
  failure_history: [],
  error_signature: '',
  reprocess_eligible: false,
  manual_review_required: true,
});
const folder = (now = NOW) => new DeadLetterFolder(home, 'tidy-1', now);

test('dead letters are kept for 30 days after their last attempt', async () => {
  await folder().write([letter(0, 30), letter(1, 29), letter(2)]);
  const ids = async (now: number) => (await folder(now).read())?.map(({ item_id }) => item_id);
  expect(await ids(NOW)).toEqual(['item_0', 'item_1', 'item_2']);
  expect(await ids(NOW + 1)).toEqual(['item_1', 'item_2']);
  expect(await ids(NOW + 30 * DAY_MS + 1)).toEqual([]);
});

test('the files of those that are too old go with the next that is removed', async () => {
  await folder().write([letter(0, 30), letter(1), letter(2)]);
  await folder(NOW + 1).remove(new Set(['item_1']));
  expect(await folder().read()).toEqual([letter(2)]);
  const file = (n: number) => join(home, `.prodigy/dlq/tidy-1/tidy-1/mapreduce/dlq/tidy-1/items/item_${n}.json`);
  expect([0, 1, 2].map((n) => existsSync(file(n)))).toEqual([false, false, true]);
});

test('of more than 1000 dead letters the newest are kept, and that is said', () => {
  const letters = (count: number) => Array.from({ length: count }, (_, n) => letter(n));
  expect(newestLetters(letters(1000))).toEqual({ letters: letters(1000) });
  expect(newestLetters(letters(1002))).toEqual({
    letters: letters(1002).slice(2),
    warning: '2 of 1002 dead letters are not kept: only the newest 1000 are',
  });
});
