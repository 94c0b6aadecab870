import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JournalFile } from '../../../runtime/server/journal-file';
import { removeTemporaryFolders, temporaryFolder } from '../adapters/git/temporary-repository';
import { ShiftedClock } from './shifted-clock';

afterAll(removeTemporaryFolders);

const phase = (name: 'setup' | 'map' | 'reduce') => ({ type: 'phase', phase: name }) as const;

test('entries come back in order, with the time they were written', async () => {
  const path = join(temporaryFolder(), 'journal.jsonl');
  const clock = new ShiftedClock();
  const journal = await JournalFile.open(path, clock);
  await journal.append(phase('setup'));
  await journal.append(phase('map'));
  const again = await JournalFile.open(path, clock);
  expect(again.entries).toEqual(journal.entries);
  expect(again.entries.map(({ entry }) => entry)).toEqual([phase('setup'), phase('map')]);
  expect(again.last('phase')).toEqual(phase('map'));
  expect(again.last('result')).toBeUndefined();
});

test('a torn last line is cut off, and what follows starts on a line of its own', async () => {
  const path = join(temporaryFolder(), 'journal.jsonl');
  const clock = new ShiftedClock();
  await (await JournalFile.open(path, clock)).append(phase('setup'));
  await appendFile(path, '{"at":1,"entry":{"ty');
  const torn = await JournalFile.open(path, clock);
  expect(torn.entries).toHaveLength(1);
  await torn.append(phase('map'));
  expect(
    (await readFile(path, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).entry),
  ).toEqual([phase('setup'), phase('map')]);
});
