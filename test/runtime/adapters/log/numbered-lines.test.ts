import { lineNumber } from '../../../../contract/agent-log';
import { NumberedLines } from '../../../../runtime/adapters/log/numbered-lines';
import { pinoLog } from '../../../../runtime/adapters/log/pino-log';

let written: string[];
const lines = (mostBytes?: number) => new NumberedLines(7, { write: (text) => void written.push(text) }, mostBytes);
beforeEach(() => {
  written = [];
});

test('each line is written on at once with its number, and kept as it was written', () => {
  const kept = lines();
  const log = pinoLog({ fields: { pod: 'a' }, destination: kept });
  log.info('one');
  log.warn('two', { item: 'item_0' });
  expect(written.map((line) => JSON.parse(line))).toMatchObject([
    { line: 1, level: 'info', pod: 'a', msg: 'one' },
    { line: 2, level: 'warn', item: 'item_0', msg: 'two' },
  ]);
  expect(kept.batch()).toEqual({ began: 7, first: 1, lines: written.map((line) => line.slice(0, -1)) });
  expect(written.map((line) => lineNumber(line))).toEqual([1, 2]);
});

test('what was shipped is kept no more, whatever was said of it before', () => {
  const kept = lines();
  for (let count = 0; count < 20_000; count += 1) kept.write('{"a":1}\n');
  kept.shipped(19_998);
  kept.shipped(5);
  expect([kept.waiting, kept.oldest, kept.batch().first]).toEqual([2, 19_999, 19_999]);
  kept.shipped(20_000);
  expect([kept.waiting, kept.batch()]).toEqual([0, { began: 7, first: 20_001, lines: [] }]);
});

test('beyond its bound the oldest go, and the number of the first tells how many', () => {
  const kept = lines(100);
  for (let count = 0; count < 1000; count += 1) kept.write('{"a":1}\n');
  // {"line":1000,"a":1} and its end are 20 bytes.
  expect([kept.waiting, kept.oldest]).toEqual([5, 996]);
  expect(written).toHaveLength(1000);
});

test('a line larger than the bound is kept until the next comes', () => {
  const kept = lines(100);
  kept.write(`{"a":"${'x'.repeat(200)}"}\n`);
  expect(kept.waiting).toBe(1);
  kept.write('{"a":1}\n');
  expect(kept.batch()).toMatchObject({ first: 2, lines: ['{"line":2,"a":1}'] });
});

test('a batch is bounded, and its end is where the next begins', () => {
  const kept = lines();
  for (let count = 0; count < 9; count += 1) kept.write(`{"a":"${'x'.repeat(100 * 1024)}"}\n`);
  expect(kept.batch().lines).toHaveLength(6);
  kept.shipped(6);
  expect(kept.batch()).toMatchObject({ first: 7, lines: { length: 3 } });
});

test('whoever waits is told once when a batch is full, also when it is full already', () => {
  const kept = lines();
  let told = 0;
  kept.whenMany(() => {
    told += 1;
  });
  const large = `{"a":"${'x'.repeat(600 * 1024)}"}\n`;
  kept.write(large);
  kept.write(large);
  expect(told).toBe(1);
  kept.whenMany(() => {
    told += 1;
  });
  expect(told).toBe(2);
});
