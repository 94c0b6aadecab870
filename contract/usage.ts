/** Model usage, as the model's service counts it. */
export interface Usage {
  /** Input tokens that did not come from a cache. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Tokens read from the service's cache. */
  readonly cacheReadTokens: number;
  /** Tokens written to the service's cache. */
  readonly cacheCreationTokens: number;
  /** US dollars, as reported by the claude command line; 0 if it reports none. */
  readonly costUsd: number;
}

/** No usage: no model was called. */
export const NO_USAGE: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheCreationTokens: 0,
  costUsd: 0,
};

/** Sums are rounded to millionths of a dollar, which hides floating-point errors. */
const MICRO = 1e6;
const inMicro = (dollars: number): number => Math.round(dollars * MICRO) / MICRO;

/** The sum of both; undefined if no model was called. */
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

/** The usage found in third-party output; anything that is not a number counts as 0. Undefined if everything is 0. */
export function usageIn(value: unknown): Usage | undefined {
  const given = Object(value) as Readonly<Record<string, unknown>>;
  const entries = Object.keys(NO_USAGE).map((key) => [key, amount(given[key])] as const);
  if (entries.every(([, count]) => count === 0)) return undefined;
  const usage = Object.fromEntries(entries) as unknown as Usage;
  return { ...usage, costUsd: inMicro(usage.costUsd) };
}

const amount = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
