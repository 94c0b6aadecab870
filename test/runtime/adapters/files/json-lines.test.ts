import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonLines } from '../../../../runtime/adapters/files/json-lines';
import { writeWhole } from '../../../../runtime/adapters/files/write-file';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'));
  path = join(folder, 'deep', 'journal.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what was appended is read in order; a file that is not there is empty', async () => {
  const lines = new JsonLines<unknown>(path);
  expect(await lines.read()).toEqual([]);
  await lines.append({ text: 'a\nb' });
  await lines.append([2]);
  expect(await new JsonLines(path).read()).toEqual([{ text: 'a\nb' }, [2]]);
});

test.each([
  ['process', 0],
  ['machine', 2],
] as const)('what is to outlive a %s is synced %i times in two lines', async (outlives, times) => {
  const handle = await open(folder, 'r');
  const sync = jest.spyOn(Object.getPrototypeOf(handle), 'datasync');
  await handle.close();
  const lines = new JsonLines<number>(path, outlives);
  for (const n of [1, 2]) await lines.append(n);
  expect([await lines.read(), sync.mock.calls.length]).toEqual([[1, 2], times]);
  sync.mockRestore();
});

test('what is appended at once is there in order, and a failure is told to all it befell', async () => {
  const lines = new JsonLines<number>(path);
  const numbers = Array.from({ length: 50 }, (_, n) => n);
  await Promise.all(numbers.map((n) => lines.append(n)));
  expect(await lines.read()).toEqual(numbers);
  rmSync(path);
  mkdirSync(path);
  const ends = await Promise.allSettled([lines.append(50), lines.append(51)]);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  rmSync(path, { recursive: true });
  await lines.append(52);
  expect(await lines.read()).toEqual([52]);
});

test('a line that a kill cut short is gone, and the next one stands alone', async () => {
  const lines = new JsonLines<unknown>(path);
  await lines.append(1);
  appendFileSync(path, '{"half":');
  expect(await lines.read()).toEqual([1]);
  await lines.append(2);
  expect(await lines.read()).toEqual([1, 2]);
});

test('a broken line within is an error with its place', async () => {
  const broken = join(folder, 'broken.jsonl');
  writeFileSync(broken, '1\nnot json\n3\n');
  await expect(new JsonLines(broken).read()).rejects.toThrow(
    `${broken}:2:1: must be a JSON value: restore the file, or start a new run`,
  );
});

test('a file is replaced as a whole and leaves no draft', async () => {
  const file = join(folder, 'report.json');
  await writeWhole(file, 'old');
  await writeWhole(file, 'new');
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(readdirSync(folder)).toEqual(['report.json']);
});
