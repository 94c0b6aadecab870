import { Limit } from '../../../../contract/limits';
import { systemClock } from '../../../../runtime/adapters/clock/system-clock';
import { AGENTS_DIED, type ItemTask } from '../../../../runtime/ports/work-queue';
import { done, ends, items } from './queue-ends';
import { key, QueuesUnderTest } from './queues-under-test';

let queues: QueuesUnderTest;
beforeEach(async () => {
  queues = await QueuesUnderTest.start();
});
afterEach(() => queues.close());

test('what an agent had in hand when it died goes to another, under the next attempt', async () => {
  const queue = queues.agent({ lockSeconds: 1 });
  await queue.add(items(1), 1);
  await queues.diesWithItem();
  const taking = queue.take(async (task) => done(task), queues.stop.signal);
  expect(await ends(queue, 1)).toEqual([
    { item: 'item_0', ok: true, result: { attempt: 2, commit: null, durationMs: 1 } },
  ]);
  queues.stop.abort();
  await taking;
});

test('also where the clock of Redis was put back meanwhile, by which locks live on for the time it was put back', async () => {
  const queue = queues.agent({ lockSeconds: 1 });
  await queue.add(items(1), 1);
  await queues.diesWithItem();
  // Redis keeps the time of day at which a key ends.
  const HOUR_MS = 3_600_000;
  await queues.redis.pexpire(key('item_0:lock'), HOUR_MS);
  await queues.redis.set(key('stalled-check'), '1', 'PX', HOUR_MS);
  const taking = queue.take(async (task) => done(task), queues.stop.signal);
  expect(await ends(queue, 1)).toMatchObject([{ item: 'item_0', ok: true, result: { attempt: 2 } }]);
  queues.stop.abort();
  await taking;
});

test('an item that outlives ten agents is a dead letter', async () => {
  const queue = queues.agent({ lockSeconds: 1 });
  await queue.add(items(1), 1);
  await queues.redis.hset(key('item_0'), 'stc', Limit.STALLED_COUNT);
  await queues.diesWithItem();
  const taking = queue.take(async () => {
    throw new Error('must not be worked on');
  }, queues.stop.signal);
  expect(await ends(queue, 1)).toEqual([{ item: 'item_0', ok: false, attempt: 2, failure: AGENTS_DIED }]);
  queues.stop.abort();
  await taking;
});

test('a lock lives on while a step runs longer than it', async () => {
  const queue = queues.agent({ lockSeconds: 1 });
  const other = queues.agent({ lockSeconds: 1 });
  await queue.add(items(1), 1);
  const attempts: number[] = [];
  const slow = async (task: ItemTask) => {
    attempts.push(task.attempt);
    await systemClock.sleep(2500, task.signal);
    return done(task);
  };
  const taking = [queue.take(slow, queues.stop.signal), other.take(slow, queues.stop.signal)];
  await ends(queue, 1);
  queues.stop.abort();
  await Promise.all(taking);
  expect(attempts).toEqual([1]);
});

test('an agent that lost its lock is told, and its late result does not count', async () => {
  const queue = queues.agent({ lockSeconds: 1 });
  await queue.add(items(1), 1);
  let told = false;
  const taking = queue.take(async (task) => {
    if (task.attempt > 1) return done(task);
    await queues.redis.set(key('item_0:lock'), 'somebody-else', 'PX', 600);
    await new Promise<void>((resolve) => task.signal.addEventListener('abort', () => resolve()));
    told = true;
    return { attempt: 1, commit: 'late', durationMs: 1 };
  }, queues.stop.signal);
  expect(await ends(queue, 1)).toEqual([
    { item: 'item_0', ok: true, result: { attempt: 2, commit: null, durationMs: 1 } },
  ]);
  expect(told).toBe(true);
  expect(queues.log.messages('warn').join('\n')).toMatch(
    /attempt discarded: (Lock mismatch|Missing lock) for job item_0/,
  );
  queues.stop.abort();
  await taking;
});

test('a result that was taken although its answer got lost counts', async () => {
  const queue = queues.agent();
  await queue.add(items(1), 1);
  const taking = queue.take(async (task) => {
    // What the first sending did in Redis before its connection broke.
    await queues.redis.del(key('item_0:lock'));
    await queues.redis.lrem(key('active'), 1, 'item_0');
    await queues.redis.hset(key('item_0'), 'returnvalue', JSON.stringify(done(task)));
    await queues.redis.zadd(key('completed'), Date.now(), 'item_0');
    return done(task);
  }, queues.stop.signal);
  await ends(queue, 1);
  queues.stop.abort();
  await taking;
  expect(queues.log.messages('warn')).toEqual([]);
});
