import type { Item } from '../../../../contract/journal';
import { Limit } from '../../../../contract/limits';
import { systemClock } from '../../../../runtime/adapters/clock/system-clock';
import { BullmqQueue } from '../../../../runtime/adapters/queue/bullmq-queue';
import { MemoryQueue } from '../../../../runtime/adapters/queue/memory-queue';
import {
  type FinishedItem,
  ItemFailed,
  ItemReturned,
  type ItemTask,
  type WorkQueue,
} from '../../../../runtime/ports/work-queue';
import { RecordingLog } from '../log/recording-log';
import { done, ends as endsOf } from './queue-ends';
import { RedisServer } from './redis-server';

let server: RedisServer;
let queue: WorkQueue;
let runs = 0;

beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(() => server.remove());
afterEach(() => queue.close());

const items = (count: number): Item[] =>
  Array.from({ length: count }, (_, index) => ({ id: `item_${index}`, data: { n: index } }));

const large: Item = { id: 'item_9', data: 'x'.repeat(Limit.QUEUE_PAYLOAD_BYTES + 1) };

function bullmq(): WorkQueue {
  runs += 1;
  return new BullmqQueue({
    runId: `run-${runs}`,
    redis: server.address,
    lockSeconds: 5,
    findItem: async (id) => ({ ...large, id }),
    clock: systemClock,
    log: new RecordingLog(),
  });
}

const ends = (count: number): Promise<FinishedItem[]> => endsOf(queue, count);

describe.each([
  ['in memory', () => new MemoryQueue()],
  ['on Redis', bullmq],
])('a work queue %s', (_, create) => {
  let stop: AbortController;
  beforeEach(() => {
    queue = create();
    stop = new AbortController();
  });

  test('hands out each item once, with its data, in the order of the list', async () => {
    await queue.add(items(5), 5);
    const seen: unknown[] = [];
    const taking = queue.take(async (task) => {
      seen.push(task.item, task.total);
      return done(task, `commit-${task.item.id}`);
    }, stop.signal);
    const ended = await ends(5);
    stop.abort();
    await taking;
    expect(seen).toEqual(items(5).flatMap((item) => [item, 5]));
    expect(ended[3]).toEqual({
      item: 'item_3',
      ok: true,
      result: { attempt: 1, commit: 'commit-item_3', durationMs: 1 },
    });
  });

  test('an item added twice, before or after its end, is worked on once', async () => {
    await queue.add(items(2), 2);
    await queue.add(items(3), 3);
    const seen: string[] = [];
    const taking = queue.take(async (task) => {
      seen.push(task.item.id);
      return done(task);
    }, stop.signal);
    await ends(3);
    await queue.add(items(4), 4);
    await ends(4);
    stop.abort();
    await taking;
    expect(seen).toEqual(['item_0', 'item_1', 'item_2', 'item_3']);
  });

  test('several takers share the items, and each end is told once', async () => {
    await queue.add(items(30), 30);
    const taking = [1, 2, 3].map(() => queue.take(async (task) => done(task), stop.signal));
    const ended = await ends(30);
    stop.abort();
    await Promise.all(taking);
    expect(ended.map(({ item }) => item).sort()).toEqual(
      items(30)
        .map(({ id }) => id)
        .sort(),
    );
    expect((await queue.finished(30)).results).toEqual([]);
    expect((await queue.finished(28)).results).toHaveLength(2);
  });

  test('an item that failed ends with what is known of its failure', async () => {
    await queue.add(items(1), 1);
    const taking = queue.take(async () => {
      throw new ItemFailed('the tests do not pass', { errorType: 'Timeout', step: 'tests', durationMs: 5 });
    }, stop.signal);
    const failure = { errorType: 'Timeout', message: 'the tests do not pass', step: 'tests', durationMs: 5 };
    expect(await ends(1)).toEqual([{ item: 'item_0', ok: false, attempt: 1, failure }]);
    stop.abort();
    await taking;
  });

  test('what models took is told with the end, earlier attempts included', async () => {
    await queue.add(items(2), 2);
    const paid = { inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheCreationTokens: 4, costUsd: 0.1 };
    const taking = queue.take(async (task) => {
      task.spend(paid);
      if (task.item.id === 'item_1') throw new ItemFailed('no');
      if (task.attempt < 3) throw new ItemReturned('not now');
      return done(task);
    }, stop.signal);
    const ended = await ends(2);
    stop.abort();
    await taking;
    const thrice = { inputTokens: 3, outputTokens: 6, cacheReadTokens: 9, cacheCreationTokens: 12, costUsd: 0.3 };
    expect(ended.map(({ item, usage }) => [item, usage]).sort()).toEqual([
      ['item_0', thrice],
      ['item_1', paid],
    ]);
  });

  test('when the taker is told to stop, its item goes back unspent and comes first', async () => {
    await queue.add(items(2), 2);
    const taking = queue.take(
      (task) =>
        new Promise((_, reject) => {
          task.signal.addEventListener('abort', () => reject(new Error('stopped')));
          stop.abort();
        }),
      stop.signal,
    );
    await taking;
    const next = new AbortController();
    const seen: [string, number][] = [];
    const again = queue.take(async (task) => {
      seen.push([task.item.id, task.attempt]);
      return done(task);
    }, next.signal);
    await ends(2);
    next.abort();
    await again;
    expect(seen).toEqual([
      ['item_0', 2],
      ['item_1', 1],
    ]);
  });

  test("trouble that is not the item's ends the taker, and the item goes back", async () => {
    await queue.add(items(1), 1);
    const broken = queue.take(async () => {
      throw new Error('disk full');
    }, stop.signal);
    await expect(broken).rejects.toThrow('disk full');
    const taking = queue.take(async (task) => done(task), stop.signal);
    expect(await ends(1)).toEqual([{ item: 'item_0', ok: true, result: { attempt: 2, commit: null, durationMs: 1 } }]);
    stop.abort();
    await taking;
  });

  test('an attempt that cannot be worked on is followed by the next', async () => {
    await queue.add(items(1), 1);
    const taking = queue.take(async (task) => {
      if (task.attempt < 3) throw new ItemReturned('somebody has it');
      return done(task);
    }, stop.signal);
    expect(await ends(1)).toEqual([{ item: 'item_0', ok: true, result: { attempt: 3, commit: null, durationMs: 1 } }]);
    stop.abort();
    await taking;
  });

  test('an item that failed is handed out again after those that wait, once per failure', async () => {
    await queue.add(items(2), 2);
    const seen: [string, number][] = [];
    const taking = queue.take(async (task) => {
      seen.push([task.item.id, task.attempt]);
      if (task.item.id === 'item_0' && task.attempt < 3) throw new ItemFailed(`not yet ${task.attempt}`);
      return done(task);
    }, stop.signal);
    await ends(2);
    await queue.again([{ item: 'item_0', attempt: 1 }]);
    await ends(3);
    for (const attempt of [1, 1, 7]) await queue.again([{ item: 'item_0', attempt }]);
    await queue.again([{ item: 'item_1', attempt: 1 }]);
    await queue.again([{ item: 'item_0', attempt: 2 }]);
    const ended = await ends(4);
    stop.abort();
    await taking;
    expect(seen).toEqual([
      ['item_0', 1],
      ['item_1', 1],
      ['item_0', 2],
      ['item_0', 3],
    ]);
    expect(ended.map((end) => (end.ok ? end.item : end.failure.message))).toEqual([
      'not yet 1',
      'item_1',
      'not yet 2',
      'item_0',
    ]);
  });

  test('a limit holds items back, and lets them go as it is raised', async () => {
    await queue.limit(0);
    await queue.add(items(6), 6);
    let inHand = 0;
    let most = 0;
    const work = async (task: ItemTask) => {
      inHand += 1;
      most = Math.max(most, inHand);
      await systemClock.sleep(20);
      inHand -= 1;
      return done(task);
    };
    const taking = [1, 2, 3, 4].map(() => queue.take(work, stop.signal));
    await systemClock.sleep(100);
    expect(most).toBe(0);
    await queue.limit(2);
    await ends(6);
    expect(most).toBe(2);
    await queue.limit(null);
    await queue.add([...items(14)], 14);
    await ends(14);
    expect(most).toBeGreaterThan(2);
    stop.abort();
    await Promise.all(taking);
  });

  test('counts the items that are in hand', async () => {
    await queue.add(items(3), 3);
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const work = async (task: ItemTask) => {
      await gate;
      return done(task);
    };
    expect(await queue.atWork()).toBe(0);
    const taking = [1, 2].map(() => queue.take(work, stop.signal));
    while ((await queue.atWork()) < 2) await systemClock.sleep(5);
    await queue.limit(0);
    release();
    expect((await ends(2)).map(({ item }) => item).sort()).toEqual(['item_0', 'item_1']);
    while ((await queue.atWork()) > 0) await systemClock.sleep(5);
    expect((await queue.finished(0)).results).toHaveLength(2);
    stop.abort();
    await Promise.all(taking);
  });

  test('an idle taker stops at once', async () => {
    const taking = queue.take(async (task) => done(task), stop.signal);
    const before = Date.now();
    setTimeout(() => stop.abort(), 50);
    await taking;
    expect(Date.now() - before).toBeLessThan(2000);
  });

  test('an item too large for the queue arrives whole', async () => {
    await queue.add([large], 1);
    const seen: unknown[] = [];
    const taking = queue.take(async (task) => {
      seen.push(task.item);
      return done(task);
    }, stop.signal);
    await ends(1);
    stop.abort();
    await taking;
    expect(seen).toEqual([large]);
  });
});
