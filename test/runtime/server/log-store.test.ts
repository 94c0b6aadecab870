import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type LogBatch, lineNumber } from '../../../contract/agent-log';
import { readLogs } from '../../../runtime/programs/read-logs';
import { LogStore } from '../../../runtime/server/log-store';
import { removeTemporaryFolders, temporaryFolder } from '../adapters/git/temporary-repository';

afterAll(removeTemporaryFolders);

const CALLER = { account: 'agent', pod: 'prodigy-a-0-x', podUid: 'uid-0' } as const;
const line = (number: number, text = 'x'): string => `{"line":${number},"msg":"${text}"}`;

/** Lines `first` to `last` on their way. */
const batch = (first: number, last: number, more: Partial<LogBatch> = {}): LogBatch => ({
  index: 0,
  began: 1000,
  first,
  lines: Array.from({ length: last - first + 1 }, (_, at) => line(first + at)),
  ...more,
});

let folder: string;
let now: number;
const open = (more: object = {}): Promise<LogStore> => LogStore.open({ folder, now: () => now, ...more });
beforeEach(() => {
  folder = join(temporaryFolder(), 'logs');
  now = 0;
});

/** What a reader finds: numbers of lines, and gaps as `from-to`; marks where asked for. */
const found = (query = {}, marks = false): unknown[] =>
  [...readLogs(folder, query)].flatMap(({ line }) => {
    const number = lineNumber(line);
    if (number !== undefined) return [number];
    const { gap, log } = JSON.parse(line);
    return gap ? [`${gap.from}-${gap.to}`] : marks ? [log] : [];
  });

test('lines are kept once and in order, whatever comes twice or late', async () => {
  const store = await open();
  expect(await store.take(CALLER, batch(1, 3))).toEqual({ last: 3 });
  expect(await store.take(CALLER, batch(1, 3))).toEqual({ last: 3 });
  expect(await store.take(CALLER, batch(2, 5))).toEqual({ last: 5 });
  expect(await store.take(CALLER, batch(1, 2))).toEqual({ last: 5 });
  expect(found()).toEqual([1, 2, 3, 4, 5]);
});

test('batches that come at the same moment are taken one after the other', async () => {
  const store = await open();
  await Promise.all([batch(1, 300), batch(1, 200), batch(1, 300), batch(1, 299)].map((one) => store.take(CALLER, one)));
  expect(found()).toEqual(Array.from({ length: 300 }, (_, at) => at + 1));
});

test('what an agent does not have any more is a gap with its numbers', async () => {
  const store = await open();
  await store.take(CALLER, batch(1, 2));
  await store.take(CALLER, batch(6, 7));
  expect(await store.take(CALLER, batch(12, 11, { ended: true }))).toEqual({ last: 11 });
  expect(found()).toEqual([1, 2, '3-5', 6, 7, '8-11']);
});

test('marks say who wrote, how far it goes, and whether that is the end', async () => {
  const store = await open();
  await store.take(CALLER, batch(1, 2));
  const who = { index: 0, pod: 'prodigy-a-0-x', began: 1000 };
  expect(found({}, true)).toEqual([{ ...who, next: 1 }, 1, 2, { ...who, next: 3 }]);
  await store.take(CALLER, batch(3, 3, { ended: true }));
  await store.take(CALLER, batch(3, 3, { ended: true }));
  expect(found({}, true)).toEqual([{ ...who, next: 1 }, 1, 2, 3, { ...who, next: 4, ended: true }]);
});

test('a server that starts again goes on where it was, also behind a line that it had begun', async () => {
  await (await open()).take(CALLER, batch(1, 4));
  const [name] = readdirSync(folder) as [string];
  appendFileSync(join(folder, name), '{"line":5,"ms');
  const store = await open();
  expect(await store.take(CALLER, batch(3, 6))).toEqual({ last: 6 });
  expect(found()).toEqual([1, 2, 3, 4, 5, 6]);
});

test('lines that a disk lost with its node are a gap, or are sent again', async () => {
  await (await open()).take(CALLER, batch(1, 10));
  const [name] = readdirSync(folder) as [string];
  const text = readFileSync(join(folder, name), 'utf8');
  writeFileSync(join(folder, name), text.slice(0, text.indexOf('{"line":4')));
  const store = await open();
  expect(await store.take(CALLER, batch(9, 11))).toEqual({ last: 11 });
  expect(found()).toEqual([1, 2, 3, '4-8', 9, 10, 11]);
});

test('processes and pods number for themselves', async () => {
  const store = await open();
  const other = { ...CALLER, pod: 'prodigy-a-1-y', podUid: 'uid-1' };
  await store.take(CALLER, batch(1, 2));
  await store.take(other, batch(1, 3, { index: 1 }));
  await store.take(CALLER, batch(1, 1, { began: 2000 }));
  expect(found()).toEqual([1, 2, 1, 2, 3, 1]);
  expect(found({ agent: 1 })).toEqual([1, 2, 3]);
  expect(found({ pods: ['prodigy-a-0-x'] })).toEqual([1, 2, 1]);
});

test('lines of an item, a phase or a time are picked, and gaps stay', async () => {
  const store = await open();
  const record = (number: number, fields: object) => `{"line":${number},${JSON.stringify(fields).slice(1)}`;
  const at = (second: number) => new Date(second * 1000).toISOString();
  const lines = [
    record(5, { time: at(1), item: 'item_0', phase: 'map' }),
    record(6, { time: at(2), item: 'item_1', phase: 'map' }),
    record(7, { time: at(3), phase: 'reduce' }),
  ];
  await store.take(CALLER, { ...batch(5, 7), lines });
  expect(found({ item: 'item_1' })).toEqual(['1-4', 6]);
  expect(found({ phase: 'map' })).toEqual(['1-4', 5, 6]);
  expect(found({ since: 2000 })).toEqual(['1-4', 6, 7]);
});

test('a reading that broke off is taken up at its line', async () => {
  const store = await open();
  await store.take(CALLER, batch(1, 5));
  await store.take({ ...CALLER, podUid: 'uid-9' }, batch(1, 2));
  const place = [...readLogs(folder, {})].find(({ line }) => lineNumber(line) === 4)?.place;
  expect(found({ after: place })).toEqual([4, 5, 1, 2]);
});

test('of a log that outgrows its bound the newest lines stay, at least half of it, and the rest is a gap', async () => {
  const store = await open({ agentBytes: 4000 });
  for (let first = 1; first <= 991; first += 10) await store.take(CALLER, batch(first, first + 9));
  const [gap, ...numbers] = found() as [string, ...number[]];
  const kept = 1000 - Number(gap.split('-')[1]);
  expect(gap.startsWith('1-')).toBe(true);
  expect(numbers).toEqual(Array.from({ length: kept }, (_, at) => 1001 - kept + at));
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  expect([bytes > 2000, bytes < 5000]).toEqual([true, true]);
  expect(await (await open({ agentBytes: 4000 })).take(CALLER, batch(1000, 1001))).toEqual({ last: 1001 });
});

test('where all logs outgrow their part of the claim, those that grew longest ago give, and say what', async () => {
  const store = await open({ allBytes: 6000 });
  const pod = (n: number) => ({ ...CALLER, podUid: `uid-${n}` });
  for (const n of [1, 2, 3]) await store.take(pod(n), batch(1, 100));
  expect(found()).toEqual(['1-100', ...Array.from({ length: 200 }, (_, at) => (at % 100) + 1)]);
  expect(await store.take(pod(1), batch(101, 101))).toEqual({ last: 101 });
});

test('a claim that takes no more is told as such, and nothing of the batch is kept', async () => {
  writeFileSync(folder, 'in the way');
  const store = await open();
  await expect(store.take(CALLER, batch(1, 1))).rejects.toMatchObject({
    status: 507,
    message: expect.stringContaining('the claim cannot store log lines: '),
  });
  rmSync(folder);
  expect(await store.take(CALLER, batch(1, 2))).toEqual({ last: 2 });
  expect(found()).toEqual([1, 2]);
});

test('an agent is awaited until its last word, or until it was silent for long', async () => {
  const store = await open();
  expect(store.isAwaited).toBe(false);
  await store.take(CALLER, batch(1, 1));
  expect(store.isAwaited).toBe(true);
  now = 30_000;
  expect(store.isAwaited).toBe(false);
  await store.take(CALLER, batch(2, 2));
  expect(store.isAwaited).toBe(true);
  await store.take(CALLER, batch(3, 3, { ended: true }));
  expect(store.isAwaited).toBe(false);
});

test('whatever is lost, repeated or reordered on the way, lines are complete and in order, or a gap with their numbers', async () => {
  type Event = { readonly kind: 'write' | 'ship' | 'late' | 'restart' | 'overflow'; readonly n: number };
  const event: fc.Arbitrary<Event> = fc.record({
    kind: fc.constantFrom('write', 'write', 'ship', 'ship', 'late', 'restart', 'overflow'),
    n: fc.nat(20),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 60 }), async (events) => {
      folder = join(temporaryFolder(), 'logs');
      let store = await open();
      let [oldest, next] = [1, 1];
      const dropped = new Set<number>();
      const sent: LogBatch[] = [];
      for (const { kind, n } of events) {
        if (kind === 'write') next += n;
        // Beyond the bound of its memory the agent drops the oldest, sent before or not.
        if (kind === 'overflow') for (; oldest < next && oldest % 7 !== n % 7; oldest += 1) dropped.add(oldest);
        if (kind === 'restart') store = await open();
        if (kind === 'late' && sent.length > 0) await store.take(CALLER, sent[n % sent.length] as LogBatch);
        if (kind !== 'ship') continue;
        const one = batch(oldest, Math.min(next - 1, oldest + n));
        sent.push(one);
        if (n % 3 === 0) continue; // lost, or late
        const { last } = await store.take(CALLER, one);
        if (n % 3 === 1) oldest = Math.max(oldest, last + 1); // else the answer is lost
      }
      const { last } = await store.take(CALLER, batch(oldest, next - 1, { ended: true }));
      expect(last).toBe(next - 1);
      const numbers = found().flatMap((one) => {
        if (typeof one === 'number') return [one];
        const [from, to] = String(one).split('-').map(Number) as [number, number];
        const gap = Array.from({ length: to - from + 1 }, (_, at) => from + at);
        for (const number of gap) expect(dropped).toContain(number);
        return gap;
      });
      expect(numbers).toEqual(Array.from({ length: next - 1 }, (_, at) => at + 1));
    }),
    { numRuns: 100 },
  );
});
