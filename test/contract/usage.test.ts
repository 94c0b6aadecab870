import { usageIn, usageSum } from '../../contract/usage';

const usage = (inputTokens: number, costUsd: number) => ({
  inputTokens,
  outputTokens: 2,
  cacheReadTokens: 3,
  cacheCreationTokens: 4,
  costUsd,
});

test('what was used adds up, to the millionth of a dollar', () => {
  expect(usageSum(usage(1, 0.1), usage(10, 0.2))).toEqual({
    inputTokens: 11,
    outputTokens: 4,
    cacheReadTokens: 6,
    cacheCreationTokens: 8,
    costUsd: 0.3,
  });
  expect(usageSum(undefined, usage(1, 0.1))).toEqual(usage(1, 0.1));
  expect(usageSum(undefined, undefined)).toBeUndefined();
});

test('dollars are rounded where they come in', () => {
  expect(usageIn({ costUsd: 0.0006860000000000001 })?.costUsd).toBe(0.000686);
});

test('of what somebody else wrote, numbers count', () => {
  expect(usageIn({ inputTokens: 5, outputTokens: '7', costUsd: Number.NaN, more: 1 })).toEqual({
    inputTokens: 5,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheCreationTokens: 0,
    costUsd: 0,
  });
  expect([usageIn(undefined), usageIn('x'), usageIn({}), usageIn({ inputTokens: -1 })]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
