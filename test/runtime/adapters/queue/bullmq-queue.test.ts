import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Redis } from 'ioredis';
import { Limit } from '../../../../contract/limits';
import { waitingKey } from '../../../../contract/queue';
import { systemClock } from '../../../../runtime/adapters/clock/system-clock';
import { BullmqQueue } from '../../../../runtime/adapters/queue/bullmq-queue';
import type { RedisAddress } from '../../../../runtime/adapters/queue/redis-connection';
import { AGENTS_DIED, type FinishedItem, ItemFailed, type ItemTask } from '../../../../runtime/ports/work-queue';
import { RecordingLog } from '../log/recording-log';
import { done, ends, items } from './queue-ends';
import { RedisServer } from './redis-server';

const runId = 'fix-tests-0123abcd';
const key = (name: string) => `bull:${runId}:${name}`;

let server: RedisServer;
let redis: Redis;
let log: RecordingLog;
let open: BullmqQueue[];
let stop: AbortController;

beforeEach(async () => {
  server = await RedisServer.start({ password: 'open-sesame' });
  redis = new Redis({ ...server.address, retryStrategy: () => 20 });
  redis.on('error', () => undefined);
  log = new RecordingLog();
  open = [];
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await Promise.all(open.map((queue) => queue.close()));
  redis.disconnect();
  await server.remove();
});

function agent(
  options: { lockSeconds?: number; password?: string; address?: Partial<RedisAddress> } = {},
): BullmqQueue {
  const queue = new BullmqQueue({
    runId,
    redis: { ...server.address, password: options.password ?? server.address.password, ...options.address },
    lockSeconds: options.lockSeconds ?? 30,
    findItem: async (id) => ({ id, data: null }),
    clock: systemClock,
    log,
    fullReadSeconds: 0.5,
  });
  open.push(queue);
  return queue;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await systemClock.sleep(5);
}

/** An agent that was killed: it has the item, and is never heard of again. */
async function diesWithItem(): Promise<void> {
  const dead = agent({ lockSeconds: 1 });
  await new Promise<void>((resolve) => {
    const hang = (): Promise<never> =>
      new Promise((_, reject) => {
        stop.signal.addEventListener('abort', () => reject(new Error('end of the test')));
        resolve();
      });
    void dead.take(hang, stop.signal).catch(() => undefined);
  });
  await dead.close();
}

test('the backlog is the length of a list that scalers can read', async () => {
  await agent().add(items(7), 7);
  expect(waitingKey(runId)).toBe(key('wait'));
  expect(await redis.llen(waitingKey(runId))).toBe(7);
});

test('a connection whose far end is gone without a trace is given up', async () => {
  const sockets: Socket[] = [];
  const proxy = createServer((near) => {
    const far = connect(server.port, '127.0.0.1');
    sockets.push(near, far);
    for (const socket of [near, far]) socket.on('error', () => undefined);
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const queue = agent({ address: { port: (proxy.address() as AddressInfo).port, silenceMs: 500 } });
  await queue.add(items(1), 1);
  const lost = sockets.splice(0);
  for (const socket of lost) socket.unpipe().pause();
  await queue.add(items(2), 2);
  expect(await redis.llen(waitingKey(runId))).toBe(2);
  await queue.close();
  for (const socket of [...lost, ...sockets]) socket.destroy();
  proxy.close();
});

test('a large item stays out of Redis', async () => {
  const large = 'x'.repeat(Limit.QUEUE_PAYLOAD_BYTES + 1);
  await agent().add([{ id: 'item_0', data: large }], 1);
  expect(JSON.stringify(await redis.hgetall(key('item_0'))).length).toBeLessThan(1000);
});

test('what an agent had in hand when it died goes to another, under the next attempt', async () => {
  const queue = agent({ lockSeconds: 1 });
  await queue.add(items(1), 1);
  await diesWithItem();
  const taking = queue.take(async (task) => done(task), stop.signal);
  expect(await ends(queue, 1)).toEqual([
    { item: 'item_0', ok: true, result: { attempt: 2, commit: null, durationMs: 1 } },
  ]);
  stop.abort();
  await taking;
});

test('an item that outlives ten agents is a dead letter', async () => {
  const queue = agent({ lockSeconds: 1 });
  await queue.add(items(1), 1);
  await redis.hset(key('item_0'), 'stc', Limit.STALLED_COUNT);
  await diesWithItem();
  const taking = queue.take(async () => {
    throw new Error('must not be worked on');
  }, stop.signal);
  expect(await ends(queue, 1)).toEqual([{ item: 'item_0', ok: false, attempt: 2, failure: AGENTS_DIED }]);
  stop.abort();
  await taking;
});

test('a lock lives on while a step runs longer than it', async () => {
  const queue = agent({ lockSeconds: 1 });
  const other = agent({ lockSeconds: 1 });
  await queue.add(items(1), 1);
  const attempts: number[] = [];
  const slow = async (task: ItemTask) => {
    attempts.push(task.attempt);
    await systemClock.sleep(2500, task.signal);
    return done(task);
  };
  const taking = [queue.take(slow, stop.signal), other.take(slow, stop.signal)];
  await ends(queue, 1);
  stop.abort();
  await Promise.all(taking);
  expect(attempts).toEqual([1]);
});

test('an agent that lost its lock is told, and its late result does not count', async () => {
  const queue = agent({ lockSeconds: 1 });
  await queue.add(items(1), 1);
  let told = false;
  const taking = queue.take(async (task) => {
    if (task.attempt > 1) return done(task);
    await redis.set(key('item_0:lock'), 'somebody-else', 'PX', 600);
    await new Promise<void>((resolve) => task.signal.addEventListener('abort', () => resolve()));
    told = true;
    return { attempt: 1, commit: 'late', durationMs: 1 };
  }, stop.signal);
  expect(await ends(queue, 1)).toEqual([
    { item: 'item_0', ok: true, result: { attempt: 2, commit: null, durationMs: 1 } },
  ]);
  expect(told).toBe(true);
  expect(log.messages('warn').join('\n')).toMatch(/attempt discarded: (Lock mismatch|Missing lock) for job item_0/);
  stop.abort();
  await taking;
});

test('a result that was taken although its answer got lost counts', async () => {
  const queue = agent();
  await queue.add(items(1), 1);
  const taking = queue.take(async (task) => {
    // What the first sending did in Redis before its connection broke.
    await redis.del(key('item_0:lock'));
    await redis.lrem(key('active'), 1, 'item_0');
    await redis.hset(key('item_0'), 'returnvalue', JSON.stringify(done(task)));
    await redis.zadd(key('completed'), Date.now(), 'item_0');
    return done(task);
  }, stop.signal);
  await ends(queue, 1);
  stop.abort();
  await taking;
  expect(log.messages('warn')).toEqual([]);
});

test('the next item comes with the answer to a result', async () => {
  const queue = agent();
  await queue.add(items(20), 20);
  await redis.config('RESETSTAT');
  const taking = queue.take(async (task) => done(task), stop.signal);
  await until(async () => (await redis.zcard(key('completed'))) === 20);
  stop.abort();
  await taking;
  const scripts = /cmdstat_evalsha:calls=(\d+)/.exec(await redis.info('commandstats'));
  expect(Number(scripts?.[1])).toBeLessThan(30); // with a call of its own for each item they would be 40
});

test.each(['stops', 'drains'])('an agent that %s gets no next item with the answer to its last', async (how) => {
  const queue = agent();
  await queue.add(items(3), 3);
  const enough = new AbortController();
  await queue.take(
    async (task) => {
      (how === 'stops' ? stop : enough).abort();
      return done(task);
    },
    stop.signal,
    enough.signal,
  );
  expect(await redis.lrange(key('active'), 0, -1)).toEqual([]);
  expect(await redis.zrange(key('completed'), '0', '-1')).toEqual(['item_0']);
  expect(await redis.hmget(key('item_1'), 'ats', 'stc')).toEqual([null, null]);
});

test('an item that was handed over with an answer that got lost is worked on all the same', async () => {
  let cut = false;
  const proxy = createServer((client) => {
    const upstream = connect(server.port, '127.0.0.1');
    client.on('error', () => undefined).on('close', () => upstream.destroy());
    upstream.on('error', () => undefined).on('close', () => client.destroy());
    let isLost = false;
    client.on('data', (request) => {
      isLost = cut && request.includes(key('completed'));
      if (isLost) cut = false;
      upstream.write(request);
    });
    upstream.on('data', (answer) => (isLost ? client.destroy() : client.write(answer)));
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const queue = agent({ address: { port: (proxy.address() as AddressInfo).port } });
  await queue.add(items(2), 2);
  const taking = queue.take(async (task) => {
    cut = task.item.id === 'item_0';
    return done(task);
  }, stop.signal);
  const ended = await ends(agent(), 2); // sooner than the lock of 30 s ends
  expect(ended.map((end) => [end.item, end.ok && end.result.attempt])).toEqual([
    ['item_0', 1],
    ['item_1', 1],
  ]);
  expect(log.messages('warn').join('\n')).toContain('result not sent');
  stop.abort();
  await taking;
  proxy.close();
});

test('no end is missed, whatever the clocks of the agents say, over many pages', async () => {
  const queue = agent();
  const end = async (from: number, to: number, at: (n: number) => number): Promise<void> => {
    const pipeline = redis.pipeline();
    for (let n = from; n < to; n += 1) {
      pipeline.zadd(key(n % 7 === 0 ? 'failed' : 'completed'), at(n), `item_${n}`);
      const [field, value] = n % 7 === 0 ? ['failedReason', 'no'] : ['returnvalue', JSON.stringify({ attempt: 1 })];
      pipeline.hset(key(`item_${n}`), 'ats', 1, field as string, value as string);
    }
    await pipeline.exec();
  };
  await end(0, 4500, (n) => 1_000_000 + n);
  expect(await ends(queue, 4500)).toHaveLength(4500);
  await end(4500, 4510, (n) => 1_000_400 - n);
  const late: FinishedItem[] = [];
  for (let cursor = 4500; late.length < 10; ) {
    const page = await queue.finished(cursor);
    late.push(...page.results);
    cursor = page.cursor;
    if (page.results.length === 0) await systemClock.sleep(20);
  }
  expect(new Set(late.map(({ item }) => item)).size).toBe(10);
});

test('a Redis that is away for a while holds nothing up for good', async () => {
  const queue = agent();
  await queue.add(items(4), 4);
  const taking = queue.take(async (task) => {
    if (task.item.id === 'item_1' && task.attempt === 1) {
      await server.kill();
      setTimeout(() => void server.start(), 300);
    }
    return done(task);
  }, stop.signal);
  const ended = await ends(queue, 4);
  expect(ended.map(({ item }) => item).sort()).toEqual(['item_0', 'item_1', 'item_2', 'item_3']);
  stop.abort();
  await taking;
}, 30_000);

test('items that a Redis has lost are added again, the others are not', async () => {
  const queue = agent();
  await queue.add(items(3), 3);
  await redis.del(key('item_1'));
  await redis.lrem(key('wait'), 1, 'item_1');
  await queue.add(items(3), 3);
  expect((await redis.lrange(key('wait'), 0, -1)).sort()).toEqual(['item_0', 'item_1', 'item_2']);
});

test('with a wrong password it keeps trying and says so, without the password', async () => {
  const queue = agent({ password: 'wrong-canary' });
  const adding = queue.add(items(1), 1).catch(() => 'closed');
  await until(() => log.messages('warn').some((message) => message.includes('WRONGPASS')));
  await redis.config('SET', 'requirepass', 'wrong-canary');
  expect(await adding).toBeUndefined();
  expect(log.messages().join('\n')).not.toContain('wrong-canary');
});

test('a failed item keeps why it failed in place of a stack of this program', async () => {
  const queue = agent();
  await queue.add(items(1), 1);
  const taking = queue.take(async () => {
    throw new ItemFailed('exit code 3');
  }, stop.signal);
  await ends(queue, 1);
  const [trace] = JSON.parse((await redis.hget(key('item_0'), 'stacktrace')) ?? '[]');
  expect(JSON.parse(trace)).toEqual({
    ...{ errorType: 'Unknown', message: 'exit code 3' },
    ...{ attempt: 1, at: expect.any(Number) },
  });
  stop.abort();
  await taking;
});

test('an agent that never reached Redis can stop all the same', async () => {
  await server.kill();
  const queue = agent();
  const taking = queue.take(async (task) => done(task), stop.signal);
  await until(() => log.messages('warn').length > 0);
  stop.abort();
  await taking;
});
