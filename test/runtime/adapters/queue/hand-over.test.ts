import { type AddressInfo, connect, createServer } from 'node:net';
import { done, ends, items } from './queue-ends';
import { key, QueuesUnderTest, until } from './queues-under-test';

let queues: QueuesUnderTest;
beforeEach(async () => {
  queues = await QueuesUnderTest.start();
});
afterEach(() => queues.close());

test('the next item comes with the answer to a result', async () => {
  const queue = queues.agent();
  await queue.add(items(20), 20);
  await queues.redis.config('RESETSTAT');
  const taking = queue.take(async (task) => done(task), queues.stop.signal);
  await until(async () => (await queues.redis.zcard(key('completed'))) === 20);
  queues.stop.abort();
  await taking;
  const scripts = /cmdstat_evalsha:calls=(\d+)/.exec(await queues.redis.info('commandstats'));
  expect(Number(scripts?.[1])).toBeLessThan(30); // with a call of its own for each item they would be 40
});

test.each(['stops', 'drains'])('an agent that %s gets no next item with the answer to its last', async (how) => {
  const queue = queues.agent();
  await queue.add(items(3), 3);
  const enough = new AbortController();
  await queue.take(
    async (task) => {
      (how === 'stops' ? queues.stop : enough).abort();
      return done(task);
    },
    queues.stop.signal,
    enough.signal,
  );
  expect(await queues.redis.lrange(key('active'), 0, -1)).toEqual([]);
  expect(await queues.redis.zrange(key('completed'), '0', '-1')).toEqual(['item_0']);
  expect(await queues.redis.hmget(key('item_1'), 'ats', 'stc')).toEqual([null, null]);
});

test('an item that was handed over with an answer that got lost is worked on all the same', async () => {
  let cut = false;
  const proxy = createServer((client) => {
    const upstream = connect(queues.server.port, '127.0.0.1');
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
  const queue = queues.agent({ address: { port: (proxy.address() as AddressInfo).port } });
  await queue.add(items(2), 2);
  const taking = queue.take(async (task) => {
    cut = task.item.id === 'item_0';
    return done(task);
  }, queues.stop.signal);
  const ended = await ends(queues.agent(), 2); // sooner than the lock of 30 s ends
  expect(ended.map((end) => [end.item, end.ok && end.result.attempt])).toEqual([
    ['item_0', 1],
    ['item_1', 1],
  ]);
  expect(queues.log.messages('warn').join('\n')).toContain('result not sent');
  queues.stop.abort();
  await taking;
  proxy.close();
});
