import { LineReader } from '../../../../runtime/adapters/processes/line-reader';

function linesOf(chunks: (string | Buffer)[], longest?: number): string[] {
  const lines: string[] = [];
  const reader = new LineReader((line) => lines.push(line), longest);
  for (const chunk of chunks) reader.push(Buffer.from(chunk));
  reader.end();
  return lines;
}

test('lines are whole, however they come', () => {
  expect(linesOf(['one\ntw', 'o\r\n', '\nthr', 'ee'])).toEqual(['one', 'two', '', 'three']);
});

test('a character that spans two pieces stays whole', () => {
  const bytes = Buffer.from('ü\n');
  expect(linesOf([bytes.subarray(0, 1), bytes.subarray(1)])).toEqual(['ü']);
});

test('a line that is too long comes in pieces, its end told or not', () => {
  expect(linesOf(['abcdefgh\nij'], 3)).toEqual(['abc', 'def', 'gh', 'ij']);
  expect(linesOf(['abc', 'def', 'g'], 3)).toEqual(['abc', 'def', 'g']);
  expect(linesOf(['abc\n'], 3)).toEqual(['abc']);
});

test('each piece tells whether the line goes on', () => {
  const told: [string, boolean][] = [];
  const reader = new LineReader((line, goesOn) => told.push([line, goesOn]), 3);
  reader.push(Buffer.from('abcdefg\nij\nklmn'));
  reader.end();
  expect(told).toEqual([
    ['abc', true],
    ['def', true],
    ['g', false],
    ['ij', false],
    ['klm', true],
    ['n', false],
  ]);
});

test('a long line is read in linear time', () => {
  const chunk = 'x'.repeat(64 * 1024);
  const began = Date.now();
  const lines = linesOf([...Array.from({ length: 1024 }, () => chunk), '\n'], 64 * 1024 * 1024);
  expect(lines.map(({ length }) => length)).toEqual([64 * 1024 * 1024]);
  expect(Date.now() - began).toBeLessThan(10_000);
});
