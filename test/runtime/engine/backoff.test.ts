import type { Backoff } from '../../../language/workflow';
import { pauseAfter } from '../../../runtime/engine/backoff';

const pauses = (backoff: Backoff, more: { jitter?: number; maxDelayMs?: number } = {}, chance = 0.5) =>
  [1, 2, 3, 4, 5, 6].map((n) => pauseAfter(n, { backoff, jitter: 0, maxDelayMs: undefined, ...more }, chance));

test.each<[Backoff, number[]]>([
  [{ kind: 'fixed', delayMs: 5 }, [5, 5, 5, 5, 5, 5]],
  [{ kind: 'linear', initialMs: 10, incrementMs: 3 }, [10, 13, 16, 19, 22, 25]],
  [{ kind: 'exponential', initialMs: 10, base: 3 }, [10, 30, 90, 270, 810, 2430]],
  [{ kind: 'fibonacci', initialMs: 10 }, [10, 10, 20, 30, 50, 80]],
  [{ kind: 'custom', delaysMs: [7, 1, 4] }, [7, 1, 4, 4, 4, 4]],
])('%j grows as its name says', (backoff, expected) => {
  expect(pauses(backoff)).toEqual(expected);
});

test('no pause is longer than max_delay, whatever chance does', () => {
  expect(pauses({ kind: 'exponential', initialMs: 10, base: 2 }, { maxDelayMs: 35 })).toEqual([10, 20, 35, 35, 35, 35]);
  expect(pauses({ kind: 'fixed', delayMs: 40 }, { maxDelayMs: 35, jitter: 1 }, 1)[0]).toBe(35);
});

test('chance takes away from a pause, or adds to it, as much as the jitter allows', () => {
  const fixed = { kind: 'fixed', delayMs: 100 } as const;
  expect([0, 0.25, 0.5, 1].map((chance) => pauses(fixed, { jitter: 0.3 }, chance)[0])).toEqual([70, 85, 100, 130]);
});

test('a pause after very many executions is a number that a clock can wait for', () => {
  const many = (backoff: Backoff) => pauseAfter(100_000, { backoff, jitter: 0, maxDelayMs: 30_000 }, 0.5);
  expect(many({ kind: 'exponential', initialMs: 1000, base: 2 })).toBe(30_000);
  expect(many({ kind: 'fibonacci', initialMs: 1000 })).toBe(30_000);
});
