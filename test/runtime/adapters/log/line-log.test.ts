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

test('whoever prints is told what a line is about', () => {
  const told: unknown[] = [];
  const log = new LineLog((line, about) => told.push([line, about]));
  log.child({ item: 'item_1' }).child({ step: 'a' }).info('begins');
  log.error('the end');
  expect(told).toEqual([
    ['begins', { level: 'info', item: 'item_1' }],
    ['error: the end', { level: 'error' }],
  ]);
});
