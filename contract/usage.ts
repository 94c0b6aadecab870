/** What calls of a model took, as the model's service counts it. */
export interface Usage {
  /** Tokens read that were in no cache. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Tokens read from the service's cache. */
  readonly cacheReadTokens: number;
  /** Tokens written to the service's cache. */
  readonly cacheCreationTokens: number;
  /** US dollars, as the claude command line tells; 0 where it tells none. */
  readonly costUsd: number;
}

/** What no call of a model took. */
export const NO_USAGE: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheCreationTokens: 0,
  costUsd: 0,
};

/** Millionths of a dollar: sums of decimal fractions stay what a person would write. */
const MICRO = 1e6;
const inMicro = (dollars: number): number => Math.round(dollars * MICRO) / MICRO;

/** Both together; undefined where no model was called. */
export function usageSum(one: Usage | undefined, other: Usage | undefined): Usage | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const sum = (key: keyof Usage): number => one[key] + other[key];
  return {
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    cacheReadTokens: sum('cacheReadTokens'),
    cacheCreationTokens: sum('cacheCreationTokens'),
    costUsd: inMicro(sum('costUsd')),
  };
}

/** The usage in what somebody else wrote; what is no number of it counts as 0. Undefined where nothing counts. */
export function usageIn(value: unknown): Usage | undefined {
  const given = Object(value) as Readonly<Record<string, unknown>>;
  const entries = Object.keys(NO_USAGE).map((key) => [key, amount(given[key])] as const);
  if (entries.every(([, count]) => count === 0)) return undefined;
  const usage = Object.fromEntries(entries) as unknown as Usage;
  return { ...usage, costUsd: inMicro(usage.costUsd) };
}

const amount = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
