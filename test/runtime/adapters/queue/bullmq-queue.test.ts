import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Limit } from '../../../../contract/limits';
import { waitingKey } from '../../../../contract/queue';
import { systemClock } from '../../../../runtime/adapters/clock/system-clock';
import { type FinishedItem, ItemFailed } from '../../../../runtime/ports/work-queue';
import { done, ends, items } from './queue-ends';
import { key, QueuesUnderTest, RUN, until } from './queues-under-test';

let queues: QueuesUnderTest;
beforeEach(async () => {
  queues = await QueuesUnderTest.start();
});
afterEach(() => queues.close());

test('the backlog is the length of a list that scalers can read', async () => {
  await queues.agent().add(items(7), 7);
  expect(waitingKey(RUN)).toBe(key('wait'));
  expect(await queues.redis.llen(waitingKey(RUN))).toBe(7);
});

test('a connection whose far end is gone without a trace is given up', async () => {
  const sockets: Socket[] = [];
  const proxy = createServer((near) => {
    const far = connect(queues.server.port, '127.0.0.1');
    sockets.push(near, far);
    for (const socket of [near, far]) socket.on('error', () => undefined);
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const queue = queues.agent({ address: { port: (proxy.address() as AddressInfo).port, silenceMs: 500 } });
  await queue.add(items(1), 1);
  const lost = sockets.splice(0);
  for (const socket of lost) socket.unpipe().pause();
  await queue.add(items(2), 2);
  expect(await queues.redis.llen(waitingKey(RUN))).toBe(2);
  await queue.close();
  for (const socket of [...lost, ...sockets]) socket.destroy();
  proxy.close();
});

test('a large item stays out of Redis', async () => {
  const large = 'x'.repeat(Limit.QUEUE_PAYLOAD_BYTES + 1);
  await queues.agent().add([{ id: 'item_0', data: large }], 1);
  expect(JSON.stringify(await queues.redis.hgetall(key('item_0'))).length).toBeLessThan(1000);
});

test('no end is missed, whatever the clocks of the agents say, over many pages', async () => {
  const queue = queues.agent();
  const end = async (from: number, to: number, at: (n: number) => number): Promise<void> => {
    const pipeline = queues.redis.pipeline();
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
  const queue = queues.agent();
  await queue.add(items(4), 4);
  const taking = queue.take(async (task) => {
    if (task.item.id === 'item_1' && task.attempt === 1) {
      await queues.server.kill();
      setTimeout(() => void queues.server.start(), 300);
    }
    return done(task);
  }, queues.stop.signal);
  const ended = await ends(queue, 4);
  expect(ended.map(({ item }) => item).sort()).toEqual(['item_0', 'item_1', 'item_2', 'item_3']);
  queues.stop.abort();
  await taking;
}, 30_000);

test('items that a Redis has lost are added again, the others are not', async () => {
  const queue = queues.agent();
  await queue.add(items(3), 3);
  await queues.redis.del(key('item_1'));
  await queues.redis.lrem(key('wait'), 1, 'item_1');
  await queue.add(items(3), 3);
  expect((await queues.redis.lrange(key('wait'), 0, -1)).sort()).toEqual(['item_0', 'item_1', 'item_2']);
});

test('with a wrong password it keeps trying and says so, without the password', async () => {
  const queue = queues.agent({ password: 'wrong-canary' });
  const adding = queue.add(items(1), 1).catch(() => 'closed');
  await until(() => queues.log.messages('warn').some((message) => message.includes('WRONGPASS')));
  await queues.redis.config('SET', 'requirepass', 'wrong-canary');
  expect(await adding).toBeUndefined();
  expect(queues.log.messages().join('\n')).not.toContain('wrong-canary');
});

test('a failed item keeps why it failed in place of a stack of this program', async () => {
  const queue = queues.agent();
  await queue.add(items(1), 1);
  const taking = queue.take(async () => {
    throw new ItemFailed('exit code 3');
  }, queues.stop.signal);
  await ends(queue, 1);
  const [trace] = JSON.parse((await queues.redis.hget(key('item_0'), 'stacktrace')) ?? '[]');
  expect(JSON.parse(trace)).toEqual({
    ...{ errorType: 'Unknown', message: 'exit code 3' },
    ...{ attempt: 1, at: expect.any(Number) },
  });
  queues.stop.abort();
  await taking;
});

test('an agent that never reached Redis can stop all the same', async () => {
  await queues.server.kill();
  const queue = queues.agent();
  const taking = queue.take(async (task) => done(task), queues.stop.signal);
  await until(() => queues.log.messages('warn').length > 0);
  queues.stop.abort();
  await taking;
});
