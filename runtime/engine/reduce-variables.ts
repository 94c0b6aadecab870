import { attemptRef } from '../../contract/refs';
import { type ItemEnd, type RunState, totals } from './run-state';
import type { Captures } from './step/capture';

/**
 * Variables for reduce: `map.total`, `map.successful`, `map.failed`, `map.skipped` and `map.results`, one record per
 * item.
 */
export function reduceVariables(state: RunState): Captures {
  const { total, merged, unchanged, dead, skipped } = totals(state);
  return {
    'map.total': total,
    'map.successful': merged + unchanged,
    'map.failed': dead,
    'map.skipped': skipped,
    'map.results': [...(state.items?.keys() ?? [])].map((id) => recordOf(id, state.outcomes.get(id))),
  };
}

/** The fields that Prodigy documents for an item, as far as the journal has them; `duration_ms` is our own. */
function recordOf(id: string, end: ItemEnd | undefined): unknown {
  const { outcome, attempt = 1, commit, durationMs } = end ?? {};
  return {
    item_id: id,
    status: statusOf(end),
    commits: outcome === 'merged' && commit !== undefined ? [commit] : [],
    duration_ms: durationMs ?? null,
    duration: durationMs === undefined ? null : durationOf(durationMs),
    error: end?.reason ?? null,
    branch_name: commit === undefined ? null : attemptRef(id, attempt),
  };
}

/** A duration as Rust's serde serializes it. */
const durationOf = (ms: number) => ({ secs: Math.floor(ms / 1000), nanos: Math.floor((ms % 1000) * 1_000_000) });

function statusOf(end: ItemEnd | undefined): unknown {
  if (end?.outcome === 'dead') return { Failed: end.reason ?? '' };
  return end?.outcome === 'skipped' ? 'Skipped' : 'Success';
}
