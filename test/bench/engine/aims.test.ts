import { type Figures, missedAims } from '../../../bench/engine/aims';

const run = (milliseconds: number) => ({ name: 'run', merged: 300, milliseconds, cpuMilliseconds: 1, megabytes: 1 });
const queue = (perSecond: number) => ({ name: 'queue', perSecond });
const many = (count: number, megabytes: number) => ({ count, perSecond: 1, megabytes });

/** Each aim is just reached. */
const REACHED: Figures = {
  runs: [run(4000), run(4000)],
  queues: [queue(700), queue(1000)],
  many: [many(10_000, 100), many(100_000, 160)],
};

test('figures that reach every aim miss none', () => {
  expect(missedAims(REACHED, false)).toEqual([]);
});

test.each<[Partial<Figures>, string]>([
  [{ runs: [run(4001), run(4000)] }, 'a local run must take at most 4000 ms, as Prodigy does, got 4001'],
  [{ queues: [queue(690), queue(1000)] }, "the work queue must reach 0.7 of BullMQ's rate, got 0.69"],
  [
    { many: [many(10_000, 100), many(100_000, 161)] },
    '100000 items must take at most 1.6 times the memory of 10000, got 1.61',
  ],
])('%j misses one aim', (worse, missed) => {
  expect(missedAims({ ...REACHED, ...worse }, false)).toEqual([missed]);
});

test('a quick run cannot fail by its times, but by memory that grows with the items', () => {
  const slow = { runs: [run(9000), run(1)], queues: [queue(1), queue(1000)] } as const;
  expect(missedAims({ ...slow, many: [many(100, 60), many(10_000, 120)] }, true)).toEqual([]);
  expect(missedAims({ ...slow, many: [many(100, 60), many(10_000, 121)] }, true)).toEqual([
    '10000 items must take at most 2 times the memory of 100, got 2.02',
  ]);
});

test('one number of items alone is compared with nothing', () => {
  expect(missedAims({ ...REACHED, many: [many(100, 60)] }, false)).toEqual([]);
});
