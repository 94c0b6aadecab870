import { type RunState, totals } from './run-state';
import type { Captures } from './step/capture';

/** What reduce may name: `map.total`, `map.successful`, `map.failed` and `map.results`, one record per item. */
export function reduceVariables(state: RunState): Captures {
  const { total, merged, unchanged, dead } = totals(state);
  return {
    'map.total': total,
    'map.successful': merged + unchanged,
    'map.failed': dead,
    'map.results': (state.items ?? []).map(({ id }) => {
      const end = state.outcomes.get(id);
      return {
        item_id: id,
        status: end?.outcome === 'dead' ? { Failed: end.reason ?? '' } : 'Success',
        commits: end?.outcome === 'merged' && end.commit !== undefined ? [end.commit] : [],
        duration_ms: end?.durationMs ?? null,
      };
    }),
  };
}
