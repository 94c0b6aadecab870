import { Drain } from '../../../runtime/engine/drain';
import type { Clock } from '../../../runtime/ports/clock';

/** A clock whose sleepers wake when the test says so. */
class Alarm implements Clock {
  public asked: number[] = [];
  public ring: () => void = () => undefined;

  public now(): number {
    return 0;
  }

  public sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.asked.push(ms);
    return new Promise((resolve) => {
      this.ring = resolve;
      signal?.addEventListener('abort', () => resolve());
    });
  }
}

const turns = () => new Promise((resolve) => setImmediate(resolve));

let told: AbortController;
let clock: Alarm;
let drain: Drain;
beforeEach(() => {
  told = new AbortController();
  clock = new Alarm();
  drain = new Drain(told.signal, 45_000, clock);
});

const state = () => [drain.enough.aborted, drain.over.aborted];

test('nothing ends before the agent is told', () => {
  expect(state()).toEqual([false, false]);
});

test('whoever has nothing in hand leaves at once', () => {
  told.abort();
  expect(state()).toEqual([true, true]);
});

test('what is in hand may go on for the grace period, and no longer', async () => {
  void drain.during(() => new Promise(() => undefined));
  told.abort();
  expect([state(), clock.asked]).toEqual([[true, false], [45_000]]);
  clock.ring();
  await turns();
  expect(state()).toEqual([true, true]);
});

test('work that has ended, well or badly, is in hand no more', async () => {
  expect(await drain.during(async () => 'done')).toBe('done');
  await expect(drain.during(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  told.abort();
  expect(state()).toEqual([true, true]);
});

test('an end that comes from elsewhere waits for nothing', () => {
  void drain.during(() => new Promise(() => undefined));
  drain.end();
  expect(state()).toEqual([true, true]);
});

test('who was told before leaves at once', () => {
  const late = new Drain(AbortSignal.abort(), 45_000, clock);
  expect([late.enough.aborted, late.over.aborted]).toEqual([true, true]);
});

test('whoever is one too many leaves at once where nothing is in hand', () => {
  drain.leave();
  expect([...state(), drain.leaving]).toEqual([true, true, true]);
});

test('whoever is one too many ends what is in hand, however long it takes', async () => {
  let finish = () => {};
  const task = drain.during(() => new Promise<void>((resolve) => (finish = resolve)));
  expect(drain.idle).toBe(false);
  drain.leave();
  expect([state(), clock.asked]).toEqual([[true, false], []]);
  finish();
  await task;
  expect([drain.idle, ...state()]).toEqual([true, true, false]);
});
