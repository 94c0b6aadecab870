import type { PriceFacts, TokenPrices } from '../../contract/cluster-facts';
import type { Durations, Report } from '../../contract/report';
import type { Usage } from '../../contract/usage';

/** What reports of finished runs predict for the next one; undefined fields are in none of them. */
export interface EarlierRuns {
  /** Number of items in the latest run. */
  readonly items?: number;
  readonly itemSeconds?: { readonly p50: number; readonly p95: number };
  /** Seconds in which no item was being processed. */
  readonly otherSeconds?: number;
  /** Total model usage, and the number of items that it covers. */
  readonly models?: { readonly usage: Usage; readonly items: number };
}

/**
 * Summarise earlier runs. `p50` approximates the median over all items: the median of each run's median, weighted by
 * its items. `p95` is that of the slowest run.
 *
 * @param reports oldest first.
 */
export function earlierRuns(reports: readonly Report[]): EarlierRuns {
  const timed = reports.flatMap(({ items, durations }) =>
    items && durations?.items ? [{ count: items.total, ...durations.items }] : [],
  );
  const others = reports.flatMap(({ durations }) =>
    durations ? [{ value: (durations.totalMs - (durations.phases.map ?? 0)) / 1000, weight: 1 }] : [],
  );
  return {
    items: reports.at(-1)?.items?.total,
    itemSeconds:
      timed.length === 0
        ? undefined
        : {
            p50: median(timed.map(({ medianMs, count }) => ({ value: medianMs / 1000, weight: count }))),
            // Reports of earlier versions have only the maximum.
            p95: Math.max(...timed.map(({ p95Ms, maxMs }) => p95Ms ?? maxMs)) / 1000,
          },
    otherSeconds: others.length === 0 ? undefined : median(others),
    models: modelsOf(reports),
  };
}

/** The report of a standard workflow, as if the whole run were one item. */
export const asOneItem = (report: Report): Report => ({
  ...report,
  items: { total: 1, merged: 1, unchanged: 0, dead: 0, skipped: 0 },
  durations: report.durations && oneItem(report.durations.totalMs),
});

const oneItem = (ms: number): Durations => ({
  totalMs: ms,
  phases: { map: ms },
  items: { minMs: ms, medianMs: ms, p95Ms: ms, maxMs: ms },
});

function modelsOf(reports: readonly Report[]): EarlierRuns['models'] {
  const used = reports.flatMap(({ usage, items }) => (usage && items ? [{ usage, items: items.total }] : []));
  const items = used.reduce((sum, one) => sum + one.items, 0);
  if (items === 0) return undefined;
  const sum = (key: keyof Usage): number => used.reduce((total, { usage }) => total + usage[key], 0);
  return {
    items,
    usage: {
      inputTokens: sum('inputTokens'),
      outputTokens: sum('outputTokens'),
      cacheReadTokens: sum('cacheReadTokens'),
      cacheCreationTokens: sum('cacheCreationTokens'),
      costUsd: sum('costUsd'),
    },
  };
}

/**
 * Model cost per item: tokens times prices if the cluster has token prices, else the cost in US dollars from the
 * reports.
 *
 * @returns undefined if that cost is in dollars but the prices are in another currency.
 */
export function modelPerItem({ models }: EarlierRuns, { currency, modelTokens }: PriceFacts): number | undefined {
  if (models === undefined) return 0;
  if (modelTokens) return tokensCost(models.usage, modelTokens) / models.items;
  return currency === 'USD' || models.usage.costUsd === 0 ? models.usage.costUsd / models.items : undefined;
}

const MILLION = 1e6;

const tokensCost = (usage: Usage, { input, output, cacheRead = 0, cacheCreation = 0 }: TokenPrices): number =>
  (usage.inputTokens * input +
    usage.outputTokens * output +
    usage.cacheReadTokens * cacheRead +
    usage.cacheCreationTokens * cacheCreation) /
  MILLION;

interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/** Weighted median: the smallest value at which the cumulative weight reaches half the total. */
function median(values: readonly Weighted[]): number {
  const sorted = [...values].sort((a, b) => a.value - b.value);
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let weight = 0;
  for (const one of sorted) {
    weight += one.weight;
    if (weight >= half) return one.value;
  }
  return 0;
}
