import { pinoLog } from '../../../../runtime/adapters/log/pino-log';

let written: string[];
const destination = { write: (text: string) => void written.push(text) };
beforeEach(() => {
  written = [];
});

const records = () => written.map((text) => JSON.parse(text) as Record<string, unknown>);

test('a line has the fields of its ancestors, the nearest counts', () => {
  const log = pinoLog({ fields: { run: 'demo-1', pod: 'agent-0' }, destination });
  log.child({ item: 'item_1', step: 'a' }).child({ step: 'b' }).info('hello', { attempt: 2 });
  const [{ time, ...line }] = records() as [Record<string, unknown>];
  expect(line).toEqual({
    level: 'info',
    run: 'demo-1',
    pod: 'agent-0',
    item: 'item_1',
    step: 'b',
    attempt: 2,
    msg: 'hello',
  });
  expect(new Date(String(time)).toISOString()).toBe(time);
  expect(written[0]?.match(/"step"/g)).toHaveLength(1);
});

test.each([
  ['info', ['a', 'b', 'c']],
  ['warn', ['b', 'c']],
  ['error', ['c']],
])('at level %s the lines %p are written', (level, messages) => {
  const log = pinoLog({ fields: {}, level, destination });
  log.info('a');
  log.child({ item: 'item_0' }).warn('b');
  log.error('c');
  expect(records().map(({ msg }) => msg)).toEqual(messages);
});

test('a level that does not exist is said, and the usual one taken', () => {
  pinoLog({ fields: {}, level: 'loud', destination }).info('a');
  expect(records().map(({ level, msg }) => [level, msg])).toEqual([
    ['warn', "'PRODIGY_LOG_LEVEL' must be one of info, warn, error, got loud: using 'info'"],
    ['info', 'a'],
  ]);
});
