import { Redis } from 'ioredis';
import type { Item } from '../../../../contract/journal';
import { systemClock } from '../../../../runtime/adapters/clock/system-clock';
import { BullmqQueue } from '../../../../runtime/adapters/queue/bullmq-queue';
import { type FinishedItem, ItemFailed, type ItemTask } from '../../../../runtime/ports/work-queue';
import { RecordingLog } from '../log/recording-log';
import { done as doneWith, ends as endsOf } from './queue-ends';
import { RedisServer } from './redis-server';

let server: RedisServer;
let redis: Redis;
let queue: BullmqQueue;
let log: RecordingLog;
let runs = 0;

beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(() => server.remove());
beforeEach(() => {
  runs += 1;
  log = new RecordingLog();
  redis = new Redis(server.address);
  const findItem = async (id: string): Promise<Item> => {
    if (id !== 'item_0') throw new ItemFailed(`${id} is no item of this run`);
    return { id, data: 'of the journal' };
  };
  const options = { runId: `run-${runs}`, redis: server.address, lockSeconds: 5, findItem, clock: systemClock, log };
  queue = new BullmqQueue({ ...options, fullReadSeconds: 0 });
});
afterEach(async () => {
  await queue.close();
  redis.disconnect();
});

/** A key of the queue. */
const key = (name: string): string => `bull:run-${runs}:${name}`;

const COMMIT = 'a'.repeat(40);
const done = (task: ItemTask) => doneWith(task, COMMIT);

const ends = (count: number): Promise<FinishedItem[]> => endsOf(queue, count);

/** A job that has ended, as somebody else may write it. */
const put = (id: string, fields: Record<string, string>, list = 'completed') =>
  Promise.all([redis.hset(key(id), { ats: '1', ...fields }), redis.zadd(key(list), Date.now(), id)]);

test.each([
  ['no JSON', '{'],
  ['null', 'null'],
  ['a text', '"x"'],
  ['a list', '[]'],
  ['a result without an attempt', JSON.stringify({ commit: COMMIT, durationMs: 1 })],
  ['an attempt that is no number', JSON.stringify({ attempt: '1', commit: COMMIT, durationMs: 1 })],
  ['a commit that is no text', JSON.stringify({ attempt: 1, commit: { $ne: 1 }, durationMs: 1 })],
  ['a duration that is no number', JSON.stringify({ attempt: 1, commit: COMMIT, durationMs: 'long' })],
])(
  'a result that is %s counts as a failure of its item, and keeps no other from the leader',
  async (_, returnvalue) => {
    await put('item_1', { returnvalue });
    await queue.add([{ id: 'item_0', data: 1 }], 2);
    const stop = new AbortController();
    const taking = queue.take(async (task) => done(task), stop.signal);
    const ended = await ends(2);
    stop.abort();
    await taking;
    expect(ended.find(({ item }) => item === 'item_0')).toMatchObject({ ok: true, result: { commit: COMMIT } });
    expect(ended.find(({ item }) => item === 'item_1')).toEqual({
      item: 'item_1',
      ok: false,
      attempt: 1,
      failure: { errorType: 'Unknown', message: 'its result in the queue cannot be read' },
    });
  },
);

test('what a result holds beside its own fields goes no further', async () => {
  const returnvalue = '{"attempt":2,"commit":null,"durationMs":1,"__proto__":{"ok":true},"outcome":"merged"}';
  await put('item_1', { returnvalue, progress: '{"costUsd":"much","__proto__":{}' });
  expect(await ends(1)).toEqual([{ item: 'item_1', ok: true, result: { attempt: 2, commit: null, durationMs: 1 } }]);
});

test('traces and attempts that are no such thing leave the reason of a failure', async () => {
  await put('item_1', { failedReason: 'broken', ats: 'many', stacktrace: '{"a":1}' }, 'failed');
  await put('item_2', { failedReason: 'broken', ats: '3', stacktrace: '["{"]' }, 'failed');
  const failure = { errorType: 'Unknown', message: 'broken' };
  expect((await ends(2)).sort((one, other) => one.item.localeCompare(other.item))).toEqual([
    { item: 'item_1', ok: false, attempt: 1, failure },
    { item: 'item_2', ok: false, attempt: 3, failure },
  ]);
});

test('an id in a list without a job is nothing', async () => {
  await redis.zadd(key('completed'), 1, 'item_7', 2, '__proto__', 3, '../../x');
  await put('item_1', { returnvalue: JSON.stringify({ attempt: 1, commit: null, durationMs: 1 }) });
  expect(await ends(1)).toMatchObject([{ item: 'item_1' }]);
});

test.each(['null', '5', '"x"', '[]', '{}', '{"total":"all"}'])(
  'an item whose data in the queue is %s has the data of the journal',
  async (data) => {
    await queue.add([{ id: 'item_0', data: 'of the queue' }], 1);
    await redis.hset(key('item_0'), { data });
    const seen: unknown[] = [];
    const stop = new AbortController();
    const taking = queue.take(async (task) => {
      seen.push(task.item);
      return done(task);
    }, stop.signal);
    expect(await ends(1)).toMatchObject([{ ok: true }]);
    stop.abort();
    await taking;
    expect(seen).toEqual([{ id: 'item_0', data: 'of the journal' }]);
  },
);

test('a job that nobody added fails without being worked on, and the agent goes on', async () => {
  await redis.hset(key('item_99'), { name: 'item', data: '{"total":1}', opts: '{}', timestamp: '1', priority: '0' });
  await redis.lpush(key('wait'), 'item_99');
  await queue.add([{ id: 'item_0', data: 1 }], 1);
  const seen: string[] = [];
  const stop = new AbortController();
  const taking = queue.take(async (task) => {
    seen.push(task.item.id);
    return done(task);
  }, stop.signal);
  const ended = await ends(2);
  stop.abort();
  await taking;
  expect(seen).toEqual(['item_0']);
  expect(ended.find(({ item }) => item === 'item_99')).toMatchObject({
    ok: false,
    failure: { message: 'item_99 is no item of this run' },
  });
});

test('a job that cannot be read at all keeps no agent from the next item', async () => {
  await redis.hset(key('item_5'), { name: 'item', data: '{', opts: '{}', timestamp: '1', priority: '0' });
  await redis.lpush(key('wait'), 'item_5', 'no-such-job');
  await queue.add([{ id: 'item_0', data: 1 }], 1);
  const seen: string[] = [];
  const stop = new AbortController();
  const taking = queue.take(async (task) => {
    seen.push(task.item.id);
    return done(task);
  }, stop.signal);
  expect((await ends(2)).map(({ item, ok }) => [item, ok]).sort()).toEqual([
    ['item_0', true],
    ['no-such-job', false],
  ]);
  stop.abort();
  await taking;
  expect(seen).toEqual(['item_0']);
  expect(log.messages('warn').length).toBeGreaterThan(0);
});
