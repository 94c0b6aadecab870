/** One measured figure. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: 'ms' | 'times' | 'per second';
  /** Most that it may be. @default - it is told, not judged */
  readonly most?: number;
  /** Whether noise of a busy machine cannot take it beyond. @default false */
  readonly robust?: boolean;
}

/** Markdown. */
export const table = (figures: readonly Figure[]): string =>
  [
    '| what | measured | at most |',
    '| --- | --- | --- |',
    ...figures.map(({ what, value, unit, most }) => `| ${what} | ${rounded(value)} ${unit} | ${most ?? ''} |`),
  ].join('\n');

/** A line for each figure beyond its limit; `quick` judges the robust ones alone. */
export const breached = (figures: readonly Figure[], how: 'quick' | 'full'): string[] =>
  figures
    .filter(({ value, most, robust = false }) => most !== undefined && value > most && (how === 'full' || robust))
    .map(({ what, value, unit, most }) => `'${what}' must be at most ${most} ${unit}, got ${rounded(value)}`);

/** The value below which this part of the values lies: nearest rank. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

const rounded = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
