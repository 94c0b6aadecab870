import type { PriceFacts, TokenPrices } from '../../contract/cluster-facts';
import type { Durations, Report } from '../../contract/report';
import type { Usage } from '../../contract/usage';

/** What reports of runs that have ended tell of the next one; what none of them tells is left out. */
export interface EarlierRuns {
  /** As many as the last of them had. */
  readonly items?: number;
  readonly itemSeconds?: { readonly p50: number; readonly p95: number };
  /** Seconds in which no item was worked on. */
  readonly otherSeconds?: number;
  /** What models took for all of their items together, and how many items that were. */
  readonly models?: { readonly usage: Usage; readonly items: number };
}

/**
 * Read what is known from earlier runs. Of the items of all of them half took at most `p50`, as near as a report tells:
 * it stands for its run with the median, which counts as often as it had items. Slow are the slow items of the slowest.
 *
 * @param reports the oldest first.
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
            // A report of an earlier version keeps the longest of its items alone.
            p95: Math.max(...timed.map(({ p95Ms, maxMs }) => p95Ms ?? maxMs)) / 1000,
          },
    otherSeconds: others.length === 0 ? undefined : median(others),
    models: modelsOf(reports),
  };
}

/** A report of a standard workflow, as of a run with one item that is all of it. */
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
 * What models cost for an item: tokens times their prices where the cluster has some, else what the reports tell, in
 * dollars.
 *
 * @returns undefined where that is in dollars and the prices are not.
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

/** The least value that half of the weight does not exceed. */
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
