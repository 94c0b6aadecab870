import fc from 'fast-check';
import { logsIn, type ShippedLog } from '../../cli/cluster/shipped-logs';
import { logLine, missingText } from '../../cli/log-line';
import { isMissing, type LogPiece, unended, type WrittenLog, wholeLog } from '../../cli/whole-log';
import type { LogGap } from '../../contract/agent-log';

const time = (second: number): string => new Date(1_767_348_000_000 + second * 1000).toISOString();
const text = (number: number, second = number): string => `{"line":${number},"time":"${time(second)}","msg":"m"}`;
const written = (numbers: readonly number[], more: Partial<WrittenLog> = {}): WrittenLog => ({
  name: 'agent-0',
  pod: 'p',
  agent: 0,
  lines: numbers.map((number) => logLine(`${time(number)} ${text(number)}`)),
  ...more,
});
const shipped = (
  entries: readonly (number | LogGap['gap'])[],
  next: number,
  more: Partial<ShippedLog['mark']> = {},
): ShippedLog => ({
  mark: { index: 0, pod: 'p', began: 1, next, ...more },
  entries: entries.map((entry) => (typeof entry === 'number' ? text(entry) : entry)),
});
/** Numbers of lines, and gaps as `from-to`, with who wrote them where it is asked for. */
const told = (pieces: readonly LogPiece[], who = false): unknown[] =>
  pieces.map(({ name, what }) => {
    const number = isMissing(what) ? `${what.from}-${what.to}` : Number(/"line":(\d+)/.exec(what.text)?.[1]);
    return who ? `${name} ${number}` : number;
  });

test('Kubernetes adds what is not shipped yet, and no line stands twice', () => {
  expect(told(wholeLog([shipped([1, 2, 3], 4)], [written([2, 3, 4, 5])]))).toEqual([1, 2, 3, 4, 5]);
});

test('Kubernetes fills gaps of what was shipped, as far as it can', () => {
  const log = shipped([1, { from: 2, to: 6 }, 7], 8);
  expect(told(wholeLog([log], [written([4, 5, 6, 7, 8])]))).toEqual([1, '2-3', 4, 5, 6, 7, 8]);
  expect(told(wholeLog([log], []))).toEqual([1, '2-6', 7]);
});

test('what was rotated away before it was shipped is a gap', () => {
  expect(told(wholeLog([shipped([1, 2], 3)], [written([6, 7])]))).toEqual([1, 2, '3-5', 6, 7]);
  expect(told(wholeLog([], [written([6, 7])]))).toEqual(['1-5', 6, 7]);
});

test('lines of agents and servers stand by time, those of one agent by number', () => {
  const server = written([], { name: 'workspace', pod: 'w', agent: undefined });
  const lines = [2, 4].map((second) => logLine(`${time(second)} {"msg":"served"}`));
  const setBack = { ...shipped([], 4), entries: [text(1, 1), text(2, 5), text(3, 3)] };
  const other = shipped([3], 4, { pod: 'q', index: 1 });
  expect(told(wholeLog([setBack, other], [{ ...server, lines }]), true)).toEqual([
    ...['agent-0 1', 'workspace NaN', 'agent-1 3', 'workspace NaN', 'agent-0 2', 'agent-0 3'],
  ]);
});

test('the log of a container belongs to the last process of its pod', () => {
  const logs = [shipped([1, 2], 3), shipped([1], 2, { began: 2 })];
  expect(told(wholeLog(logs, [written([1, 2, 3])]))).toEqual([1, 1, 2, 2, 3]);
});

test('an agent whose pod is gone without a last word is named', () => {
  const logs = [shipped([1], 2), shipped([1], 2, { pod: 'q' }), shipped([1], 2, { pod: 'r', ended: true })];
  expect(unended(logs, [written([1])]).map(({ pod }) => pod)).toEqual(['q']);
});

test('readings that share a log make one of it', () => {
  const mark = (next: number, ended?: true) => JSON.stringify({ log: { index: 0, pod: 'p', began: 1, next, ended } });
  const gap = '{"gap":{"from":2,"to":3}}';
  expect(logsIn([mark(1), text(1), gap, mark(4), text(4), mark(5, true)])).toEqual([
    {
      mark: { index: 0, pod: 'p', began: 1, next: 5, ended: true },
      entries: [text(1), { from: 2, to: 3 }, text(4)],
    },
  ]);
});

test('a gap is told with who and which', () => {
  expect(missingText('agent-3', { from: 6, to: 8 })).toBe('--  agent-3  lines 6 to 8 are missing\n');
  expect(missingText('agent-3', { from: 6, to: 6 })).toBe('--  agent-3  line 6 is missing\n');
});

test('whatever either side lacks, each number stands once, in order, as a line where one of them has it', () => {
  const some = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 40 });
  fc.assert(
    fc.property(some, some, fc.integer({ min: 1, max: 41 }), (mine, theirs, next) => {
      const kept = [...mine].filter((number) => number < next).sort((a, b) => a - b);
      const entries: (number | LogGap['gap'])[] = [];
      let expected = 1;
      for (const number of [...kept, next]) {
        if (number > expected) entries.push({ from: expected, to: number - 1 });
        if (number < next) entries.push(number);
        expected = number + 1;
      }
      const have = new Set([...kept, ...theirs]);
      const last = Math.max(next - 1, ...theirs, 0);
      const sorted = [...theirs].sort((a, b) => a - b);
      const seen = told(wholeLog([shipped(entries, next)], [written(sorted)])).flatMap((one) => {
        if (typeof one === 'number') {
          expect(have).toContain(one);
          return [one];
        }
        const [from, to] = String(one).split('-').map(Number) as [number, number];
        const gap = Array.from({ length: to - from + 1 }, (_, at) => from + at);
        for (const number of gap) expect(have).not.toContain(number);
        return gap;
      });
      expect(seen).toEqual(Array.from({ length: last }, (_, at) => at + 1));
    }),
  );
});
