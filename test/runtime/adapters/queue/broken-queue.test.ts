import { Redis } from 'ioredis';
import { systemClock } from '../../../../runtime/adapters/clock/system-clock';
import { BullmqQueue } from '../../../../runtime/adapters/queue/bullmq-queue';
import type { RedisAddress } from '../../../../runtime/adapters/queue/redis-connection';
import type { Clock } from '../../../../runtime/ports/clock';
import { QueueBroken } from '../../../../runtime/ports/work-queue';
import { ShiftedClock } from '../../server/shifted-clock';
import { RecordingLog } from '../log/recording-log';
import { done, ends, items } from './queue-ends';
import { RedisServer } from './redis-server';

let server: RedisServer;
let redis: Redis;
let queue: BullmqQueue;
let log: RecordingLog;
let runs = 0;

beforeAll(async () => {
  server = await RedisServer.start({ password: 'open-sesame' });
  redis = new Redis(server.address);
});
afterAll(async () => {
  redis.disconnect();
  await server.remove();
});
beforeEach(() => {
  runs += 1;
  log = new RecordingLog();
  queue = queueAt(server.address);
});
afterEach(() => queue.close());

function queueAt(address: RedisAddress, clock: Clock = systemClock): BullmqQueue {
  const findItem = async (id: string) => ({ id, data: null });
  const options = { runId: `run-${runs}`, redis: address, lockSeconds: 5, findItem, clock, log };
  return new BullmqQueue({ ...options, fullReadSeconds: 0 });
}

/** A key of the queue. */
const key = (name: string): string => `bull:run-${runs}:${name}`;

const broken = (name: string, wanted: string, found: string): QueueBroken =>
  new QueueBroken(
    `the Redis key '${key(name)}' must be a ${wanted}, got a ${found}: keep others from writing to the run's queue`,
  );

/** What somebody else puts under a key. */
const put = {
  string: (name: string) => redis.set(key(name), 'x'),
  list: (name: string) => redis.lpush(key(name), 'x'),
  hash: (name: string) => redis.hset(key(name), 'x', 'y'),
  set: (name: string) => redis.sadd(key(name), 'x'),
};

test.each([
  ['wait', 'list', 'string'],
  ['active', 'list', 'hash'],
  ['completed', 'zset', 'list'],
  ['stalled', 'set', 'string'],
  ['meta', 'hash', 'set'],
  ['events', 'stream', 'string'],
  ['id', 'string', 'list'],
  ['item_1', 'hash', 'string'],
] as const)(
  'a key %s that is no %s but a %s is named to the leader when it adds items',
  async (name, wanted, found) => {
    await put[found](name);
    await expect(queue.add(items(2), 2)).rejects.toThrow(broken(name, wanted, found));
  },
);

test.each(['completed', 'failed'])(
  'a list of what is %s that is none is named to the leader at its next look',
  async (name) => {
    await queue.add(items(1), 1);
    await put.string(name);
    await expect(queue.finished(0)).rejects.toThrow(broken(name, 'zset', 'string'));
  },
);

test('a job that is none is named to the leader that reads its end', async () => {
  await put.list('item_3');
  await redis.zadd(key('completed'), 1, 'item_3');
  await expect(queue.finished(0)).rejects.toThrow(broken('item_3', 'hash', 'list'));
});

test('a lock that is none is named to the leader, while its agent waits for the end of the run', async () => {
  await queue.add(items(1), 1);
  const stop = new AbortController();
  const taking = queue.take(async (task) => {
    await redis.del(key('item_0:lock'));
    await put.hash('item_0:lock');
    return done(task);
  }, stop.signal);
  while (log.messages('warn').length === 0) await systemClock.sleep(5);
  await expect(queue.add(items(1), 1)).rejects.toThrow(broken('item_0:lock', 'string', 'hash'));
  stop.abort();
  await taking;
});

test('a command that Redis will never take ends the run with what Redis says', async () => {
  await redis.call(
    'ACL',
    'SETUSER',
    `reader-${runs}`,
    'on',
    '>pass',
    '~*',
    '&*',
    '+@read',
    '+ping',
    '+info',
    '+client',
  );
  const reader = queueAt({ ...server.address, username: `reader-${runs}`, password: 'pass' });
  const adding = reader.add(items(1), 1);
  await expect(adding).rejects.toThrow(QueueBroken);
  await expect(adding).rejects.toThrow(/^Redis must accept the commands of the work queue, got .*NOPERM/);
  await reader.close();
});

test('a password that is refused for two minutes ends the run, and a moment does not', async () => {
  const clock = new ShiftedClock();
  const late = queueAt({ ...server.address, password: 'wr0ng' }, clock);
  const refusals = () => log.messages('warn').filter((text) => text.startsWith('work queue: WRONGPASS'));
  const adding = late.add(items(1), 1).catch((error: Error) => error);
  while (refusals().length < 2) await systemClock.sleep(5);
  clock.advance(120_000);
  expect(await adding).toEqual(
    new QueueBroken(
      "Redis must accept the run's password, got " +
        'WRONGPASS invalid username-password pair or user is disabled.: it was refused for 2 minutes',
    ),
  );
  await late.close();
});

test('a Redis that is too full for a moment is waited for', async () => {
  await redis.config('SET', 'maxmemory', '1');
  const adding = queue.add(items(1), 1);
  while (!log.messages('warn').some((text) => text.includes('OOM'))) await systemClock.sleep(5);
  await redis.config('SET', 'maxmemory', '0');
  await adding;
  const stop = new AbortController();
  const taking = queue.take(async (task) => done(task), stop.signal);
  expect(await ends(queue, 1)).toMatchObject([{ item: 'item_0', ok: true }]);
  stop.abort();
  await taking;
});
