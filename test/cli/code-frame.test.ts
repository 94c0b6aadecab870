import { codeFrame } from '../../cli/code-frame';

test('the line is shown with a caret below the place', () => {
  expect(codeFrame('a\nbb: cc\nd\n', { line: 2, column: 5 })).toBe('    2 | bb: cc\n      |     ^\n');
});

test('the caret may stand behind the line, and not further', () => {
  expect(codeFrame('ab', { line: 1, column: 9 })).toBe('    1 | ab\n      |   ^\n');
});

test('there is nothing to show of a blank or missing line', () => {
  expect(codeFrame('\n\n', { line: 1, column: 1 })).toBe('');
  expect(codeFrame('a', { line: 7, column: 1 })).toBe('');
});

test('control characters are shown, not obeyed, and take one column', () => {
  const [line, caret] = codeFrame('a\u001b[2Jb\u202e\tc\u009b\r\n', { line: 1, column: 6 }).split('\n');
  expect(line).toBe('    1 | a␛[2Jb� c�');
  expect(caret).toBe('      |      ^');
});

test('a long line is cut around the caret', () => {
  const text = `${'x'.repeat(300)}HERE${'y'.repeat(300)}`;
  const [line, caret] = codeFrame(text, { line: 1, column: 301 }).split('\n') as [string, string];
  expect(line).toBe(`    1 | …${'x'.repeat(50)}HERE${'y'.repeat(46)}…`);
  expect(line[caret.indexOf('^')]).toBe('H');
  const [start, first] = codeFrame(text, { line: 1, column: 1 }).split('\n') as [string, string];
  expect(start).toBe(`    1 | ${'x'.repeat(100)}…`);
  expect(first).toBe('      | ^');
  const [end, last] = codeFrame(text, { line: 1, column: 604 }).split('\n') as [string, string];
  expect(end).toBe(`    1 | …${'y'.repeat(100)}`);
  expect(last.indexOf('^')).toBe(end.length - 1);
});
