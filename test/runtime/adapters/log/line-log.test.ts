import { LineLog } from '../../../../runtime/adapters/log/line-log';

test('a person sees what happens, without what steps print and without control characters', () => {
  const lines: string[] = [];
  const log = new LineLog((line) => lines.push(line));
  log.info('setup: npm test');
  log.child({ item: 'item_1' }).info('printed by the step', { stream: 'stdout' });
  log.warn('\u001b[2Jitem_1 failed:\n\u009bexit\tcode 3\u0000');
  log.error('the end');
  expect(lines).toEqual(['setup: npm test', 'warning: [2Jitem_1 failed:\nexit\tcode 3', 'error: the end']);
});

test('a line says which item it is about, once, and so is told whoever prints it', () => {
  const told: unknown[] = [];
  const log = new LineLog((line, about) => told.push([line, about]));
  log.child({ item: 'item_1' }).child({ step: 'a' }).info('begins');
  log.child({ item: 'item_1' }).info('item_1 merged');
  log.child({ item: 'item_1' }).warn('item_10 was first');
  log.error('the end');
  expect(told).toEqual([
    ['item_1: begins', { level: 'info', item: 'item_1' }],
    ['item_1 merged', { level: 'info', item: 'item_1' }],
    ['warning: item_1: item_10 was first', { level: 'warn', item: 'item_1' }],
    ['error: the end', { level: 'error' }],
  ]);
});
