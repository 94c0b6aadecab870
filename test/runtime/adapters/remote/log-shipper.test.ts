import type { LogBatch } from '../../../../contract/agent-log';
import { NumberedLines } from '../../../../runtime/adapters/log/numbered-lines';
import { LogShipper } from '../../../../runtime/adapters/remote/log-shipper';
import { Refused } from '../../../../runtime/adapters/remote/workspace-client';
import type { Clock } from '../../../../runtime/ports/clock';
import { RecordingLog } from '../log/recording-log';

let calls: LogBatch[];
let answer: (batch: LogBatch) => Promise<unknown>;
let sleeps: { readonly ms: number; readonly ring: () => void }[];
let log: RecordingLog;
let lines: NumberedLines;
let shipper: LogShipper;

const client = {
  once: ({ body, signal }: { body?: unknown; signal?: AbortSignal }) => {
    calls.push(body as LogBatch);
    const given = new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('cut'))));
    return Promise.race([answer(body as LogBatch), given]);
  },
};
const clock: Clock = {
  now: () => 0,
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      sleeps.push({ ms, ring: resolve });
      if (signal?.aborted) resolve();
      signal?.addEventListener('abort', () => resolve());
    }),
};
const turns = async () => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};
const ring = async () => {
  sleeps.at(-1)?.ring();
  await turns();
};
const write = (count: number, text = 'x') => {
  for (let at = 0; at < count; at += 1) lines.write(`{"msg":"${text}"}\n`);
};
const takes = async ({ first, lines }: LogBatch) => ({ last: first + lines.length - 1 });
/** Numbers of the first and the last line of each batch. */
const sent = () =>
  calls.map(({ first, lines, ended }) => `${first}-${first + lines.length - 1}${ended ? ' ended' : ''}`);

beforeEach(() => {
  calls = [];
  sleeps = [];
  answer = takes;
  log = new RecordingLog();
  lines = new NumberedLines(7, { write: () => undefined });
  shipper = new LogShipper({ lines, index: 3, client, clock, log });
});
afterEach(() => {
  answer = takes;
  return shipper.close();
});

test('lines travel together, now and then, and nothing travels where there are none', async () => {
  await turns();
  expect(sleeps.map(({ ms }) => ms)).toEqual([2000]);
  write(2);
  await ring();
  await ring();
  expect(calls).toEqual([{ index: 3, began: 7, first: 1, lines: ['{"line":1,"msg":"x"}', '{"line":2,"msg":"x"}'] }]);
  expect(lines.waiting).toBe(0);
});

test('where many lines wait, nobody waits for the time to come', async () => {
  await turns();
  write(8, 'x'.repeat(100 * 1024));
  await turns();
  expect(sent()).toEqual(['1-6', '7-8']);
});

test('what was not confirmed is sent again, after a pause that grows', async () => {
  answer = async () => {
    throw new Error('connection refused');
  };
  write(2);
  await turns();
  await ring();
  write(1);
  await ring();
  answer = takes;
  await ring();
  expect(sent()).toEqual(['1-2', '1-3', '1-3']);
  expect(sleeps.slice(1, 3).every(({ ms }) => ms < 400)).toBe(true);
  expect(log.lines).toEqual([]);
});

test('a server that knows more than was confirmed, since an answer was lost, is not told again', async () => {
  answer = async () => ({ last: 5 });
  write(7);
  await turns();
  await ring();
  expect(sent()).toEqual(['1-7', '6-7']);
});

test('a server that keeps nothing is asked again after a pause', async () => {
  answer = async () => ({ last: 0 });
  write(1);
  await turns();
  await ring();
  expect(sent()).toEqual(['1-1']);
});

test('the end ships what is left and says that it is all', async () => {
  write(8, 'x'.repeat(100 * 1024));
  await shipper.close();
  expect(sent()).toEqual(['1-6', '7-8 ended']);
});

test('without a server the end is given up in time', async () => {
  answer = () => new Promise(() => undefined);
  write(1);
  await turns();
  const closing = shipper.close();
  await turns();
  expect(sleeps.at(-1)?.ms).toBe(3000);
  await ring();
  await closing;
  expect(sent()).toEqual(['1-1 ended']);
});

test('a server that refuses is not asked again, and the log says so once', async () => {
  answer = async () => {
    throw new Refused(404, 'there is no POST /v1/logs');
  };
  write(1);
  await turns();
  await ring();
  await shipper.close();
  expect(sent()).toEqual(['1-1']);
  expect(log.lines.map(({ message }) => message)).toEqual([
    'log lines are no longer shipped: the workspace server refused: there is no POST /v1/logs',
  ]);
});
