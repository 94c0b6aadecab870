import { withoutRepeats } from '../../../../runtime/adapters/log/without-repeats';
import type { Clock } from '../../../../runtime/ports/clock';
import type { Log } from '../../../../runtime/ports/log';

let now = 0;
const clock: Clock = { now: () => now, sleep: async () => undefined };
const lines: string[] = [];
const log: Log = {
  info: (message) => lines.push(`info ${message}`),
  warn: (message) => lines.push(`warn ${message}`),
  error: (message) => lines.push(`error ${message}`),
  child: () => log,
};

beforeEach(() => {
  now = 0;
  lines.length = 0;
});

test('a warning is said once, and again when the silence is over', () => {
  const quiet = withoutRepeats(log, clock, 30);
  for (now = 0; now < 60_000; now += 1000) quiet.warn('no Redis');
  expect(lines).toEqual(['warn no Redis', 'warn no Redis']);
});

test('other warnings, information and errors pass', () => {
  const quiet = withoutRepeats(log, clock);
  for (const message of ['a', 'b', 'a']) quiet.warn(message);
  for (const message of ['x', 'x']) {
    quiet.info(message);
    quiet.error(message);
  }
  expect(lines).toEqual(['warn a', 'warn b', 'info x', 'error x', 'info x', 'error x']);
});

test('a child keeps quiet by itself', () => {
  const child = withoutRepeats(log, clock).child({ item: 'item_0' });
  child.warn('a');
  child.warn('a');
  expect(lines).toEqual(['warn a']);
});
