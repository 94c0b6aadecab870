import { printable } from '../../../../runtime/adapters/log/printable';

test('printable keeps line breaks and tabs, nothing else below blank', () => {
  expect(printable('a\tb\nc\u0000\u001b]0;x\u0007d\u009b')).toBe('a\tb\nc]0;xd');
});
