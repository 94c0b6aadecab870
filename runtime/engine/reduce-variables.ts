import { type ItemEnd, type RunState, totals } from './run-state';
import type { Captures } from './step/capture';

/**
 * What reduce may name: `map.total`, `map.successful`, `map.failed`, `map.skipped` and `map.results`, one record per
 * item.
 */
export function reduceVariables(state: RunState): Captures {
  const { total, merged, unchanged, dead, skipped } = totals(state);
  return {
    'map.total': total,
    'map.successful': merged + unchanged,
    'map.failed': dead,
    'map.skipped': skipped,
    'map.results': [...(state.items?.keys() ?? [])].map((id) => {
      const end = state.outcomes.get(id);
      return {
        item_id: id,
        status: statusOf(end),
        commits: end?.outcome === 'merged' && end.commit !== undefined ? [end.commit] : [],
        duration_ms: end?.durationMs ?? null,
      };
    }),
  };
}

function statusOf(end: ItemEnd | undefined): unknown {
  if (end?.outcome === 'dead') return { Failed: end.reason ?? '' };
  return end?.outcome === 'skipped' ? 'Skipped' : 'Success';
}
