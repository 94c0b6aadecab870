import { Redis } from 'ioredis';
import { systemClock } from '../../../../runtime/adapters/clock/system-clock';
import { BullmqQueue } from '../../../../runtime/adapters/queue/bullmq-queue';
import { forgetQueue } from '../../../../runtime/adapters/queue/forget-queue';
import { greetRedis } from '../../../../runtime/adapters/queue/greet-redis';
import { connectRedis } from '../../../../runtime/adapters/queue/redis-connection';
import { RecordingLog } from '../log/recording-log';
import { RedisServer } from './redis-server';

const runId = 'fix-tests-0123abcd';

let server: RedisServer;
let redis: Redis;
let log: RecordingLog;

beforeEach(async () => {
  server = await RedisServer.start({ password: 'open-sesame' });
  redis = new Redis({ ...server.address, retryStrategy: () => 20 });
  redis.on('error', () => undefined);
  log = new RecordingLog();
});
afterEach(async () => {
  redis.disconnect();
  await server.remove();
});

const setting = () => ({ clock: systemClock, log, signal: new AbortController().signal });
const greet = (password?: string, username?: string) =>
  greetRedis(
    async () => ({ ...server.address, password, username }),
    { refusedSeconds: 0, silentSeconds: 0 },
    setting(),
  );

test('a Redis that answers is greeted', async () => {
  await expect(greet('open-sesame')).resolves.toBeUndefined();
});

test('a Redis that refuses says whom, and never the password', async () => {
  const where = `Redis at 127.0.0.1:${server.port} must accept`;
  await expect(greet('wr0ng')).rejects.toThrow(
    new Error(`${where} user default with its password: WRONGPASS invalid username-password pair or user is disabled.`),
  );
  await expect(greet('wr0ng', 'robot')).rejects.toThrow(`${where} user robot with its password: WRONGPASS`);
  await expect(greet()).rejects.toThrow(`${where} user default without a password: NOAUTH`);
  expect(JSON.stringify(log.lines)).not.toContain('wr0ng');
});

test('a Redis that nobody answers for is named', async () => {
  await server.kill();
  await expect(greet('open-sesame')).rejects.toThrow(`Redis at 127.0.0.1:${server.port} must answer: `);
});

test('a password that was rotated a moment ago is waited for', async () => {
  const passwords = ['stale', 'open-sesame'];
  const address = async () => ({ ...server.address, password: passwords.shift() });
  await greetRedis(address, { refusedSeconds: 30, silentSeconds: 0 }, setting());
  expect(passwords).toEqual([]);
});

test('a connection that comes back does so with the password of that moment', async () => {
  let password = 'open-sesame';
  const connection = connectRedis({ ...server.address, freshPassword: async () => password }, log);
  const copy = connection.duplicate();
  copy.on('error', () => undefined);
  expect(await Promise.all([connection.ping(), copy.ping()])).toEqual(['PONG', 'PONG']);
  password = 'changed';
  await redis.config('SET', 'requirepass', password);
  await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  const back = async (one: Redis): Promise<string> => {
    for (;;) {
      const answer = await one.ping().catch(() => undefined);
      if (answer) return answer;
      await systemClock.sleep(50);
    }
  };
  expect(await Promise.all([back(connection), back(copy)])).toEqual(['PONG', 'PONG']);
  connection.disconnect();
  copy.disconnect();
});

test('a run that is forgotten leaves no key behind, and those of others alone', async () => {
  const options = { runId, redis: server.address, prefix: 'prodigy', lockSeconds: 30, clock: systemClock, log };
  const queue = new BullmqQueue({ ...options, findItem: async (id) => ({ id, data: null }) });
  await queue.add(
    [
      { id: 'item_0', data: 0 },
      { id: 'item_1', data: 1 },
    ],
    2,
  );
  const stop = new AbortController();
  await queue.take(async ({ attempt }) => {
    stop.abort();
    return { attempt, commit: null, durationMs: 1 };
  }, stop.signal);
  await queue.close();
  expect(await redis.exists(`prodigy:${runId}:item_0`)).toBe(1);
  await redis.set(`prodigy:${runId}-2:meta`, 'of another run');
  await forgetQueue(runId, 'prodigy', server.address, log);
  expect(await redis.keys('*')).toEqual([`prodigy:${runId}-2:meta`]);
});

test('keys that cannot be removed are named, and nothing else comes of it', async () => {
  await server.kill();
  await forgetQueue(runId, 'prodigy', server.address, log);
  expect(log.lines.map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/^keys prodigy:fix-tests-0123abcd:\* are left in Redis: /),
  );
});
