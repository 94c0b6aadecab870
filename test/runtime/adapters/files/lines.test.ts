import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linesOf, wholeLines } from '../../../../runtime/adapters/files/lines';
import { removeTemporaryFolders, temporaryFolder } from '../git/temporary-repository';

afterAll(removeTemporaryFolders);

test.each([
  ['lines around the size of what is read at once', ['a'.repeat(65_535), 'b', 'ü'.repeat(65_536), '', 'c'], ''],
  ['an unfinished line, longer than what is read at once', ['a', 'ü'], 'b'.repeat(200_000)],
  ['no whole line', [], 'b'.repeat(70_000)],
  ['nothing', [], ''],
])('a file of %s is read line by line', async (_, lines, rest) => {
  const path = join(temporaryFolder(), 'lines');
  const whole = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  writeFileSync(path, Buffer.concat([whole, Buffer.from(rest)]));
  expect(await wholeLines(path)).toEqual({ size: whole.length + rest.length, whole: whole.length });
  expect([...linesOf(path, whole.length)]).toEqual(lines);
});

test('a file that is not there has no lines', async () => {
  expect(await wholeLines(join(temporaryFolder(), 'absent'))).toEqual({ size: 0, whole: 0 });
});
