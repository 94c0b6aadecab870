/** One measured figure. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: 'ms' | 'times' | 'per second';
  /** Upper limit. @default - shown but not judged */
  readonly most?: number;
  /** Whether a busy machine's noise cannot push it over the limit. @default false */
  readonly robust?: boolean;
}

/** Markdown. */
export const table = (figures: readonly Figure[]): string =>
  [
    '| what | measured | at most |',
    '| --- | --- | --- |',
    ...figures.map(({ what, value, unit, most }) => `| ${what} | ${rounded(value)} ${unit} | ${most ?? ''} |`),
  ].join('\n');

/** One line for each figure over its limit; `quick` judges only robust ones. */
export const breached = (figures: readonly Figure[], how: 'quick' | 'full'): string[] =>
  figures
    .filter(({ value, most, robust = false }) => most !== undefined && value > most && (how === 'full' || robust))
    .map(({ what, value, unit, most }) => `'${what}' must be at most ${most} ${unit}, got ${rounded(value)}`);

/** Nearest-rank percentile; `part` is from 0 to 1. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

const rounded = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
