import { isShown, logLine, logText } from '../../cli/log-line';

const AT = '2026-01-02T10:00:00.123456789+02:00';
const line = (record: object) => logLine(`${AT} ${JSON.stringify(record)}`);

test.each([
  [{ level: 'info', msg: 'leads' }, '08:00:00.123Z  agent-1  leads\n'],
  [{ level: 'warn', msg: 'slow', phase: 'reduce' }, '08:00:00.123Z  agent-1  reduce  warn: slow\n'],
  [{ level: 'info', msg: 'hi', phase: 'map', item: 'item_3', attempt: 1 }, '08:00:00.123Z  agent-1  item_3  hi\n'],
  [{ level: 'error', msg: 'no', item: 'item_3', attempt: 2 }, '08:00:00.123Z  agent-1  item_3/2  error: no\n'],
])('%j is told with when, who and what about', (record, text) => {
  expect(logText('agent-1', line(record))).toBe(text);
});

test.each([
  ['1:C 02 Jan 2026 * Ready', '1:C 02 Jan 2026 * Ready'],
  ['{"half": ', '{"half": '],
  ['[1]', '[1]'],
  ['{"msg": 7}', '{"msg": 7}'],
])('%j, which is none of our records, is told as it is', (text, told) => {
  expect(logText('queue', logLine(`${AT} ${text}`))).toBe(`08:00:00.123Z  queue  ${told}\n`);
});

test('what would move the cursor of a terminal is told in writing', () => {
  expect(logText('queue', logLine(`${AT} a\u001b[2Jb`))).not.toContain('\u001b');
});

test('a line is shown where item and phase are those that are asked for', () => {
  const of3 = line({ level: 'info', msg: '', item: 'item_3', phase: 'map' });
  const ofNone = line({ level: 'info', msg: '' });
  expect([of3, ofNone].map((one) => isShown(one, {}))).toEqual([true, true]);
  expect([of3, ofNone].map((one) => isShown(one, { item: 'item_3' }))).toEqual([true, false]);
  expect([of3, ofNone].map((one) => isShown(one, { item: 'item_4' }))).toEqual([false, false]);
  expect([of3, ofNone].map((one) => isShown(one, { item: 'item_3', phase: 'reduce' }))).toEqual([false, false]);
});
