import { withExcerpt } from '../../../runtime/engine/step-failed';

const lines = (count: number): string => Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join('');

test.each([
  ['no output', '', 'it failed'],
  ['blank lines', '\n \n', 'it failed'],
  ['some lines', 'a\nb\n', 'it failed: a\nb'],
  ['many lines', lines(12), `it failed: ${lines(12).trimEnd().split('\n').slice(2).join('\n')}`],
  ['one long line', `${'a'.repeat(10)}${'b'.repeat(2000)}`, `it failed: …${'b'.repeat(2000)}`],
])('a message has the end of what was printed after it: %s', (_, output, message) => {
  expect(withExcerpt('it failed', output)).toBe(message);
});
