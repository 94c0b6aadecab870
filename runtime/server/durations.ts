import type { StampedEntry } from '../../contract/journal';
import type { Durations } from '../../contract/report';
import type { RunState } from '../engine/run-state';

/**
 * How long a run, its phases and its items took, including waits and interruptions.
 * @param startedAt milliseconds since 1970.
 * @param finishedAt milliseconds since 1970.
 */
export function durationsOf(
  startedAt: number,
  finishedAt: number,
  entries: Iterable<StampedEntry>,
  { outcomes }: Pick<RunState, 'outcomes'>,
): Durations {
  const phases: Record<string, number> = {};
  let since = startedAt;
  for (const { at, entry } of entries) {
    const phase = entry.type === 'phase' ? entry.phase : entry.type === 'result' ? 'merge' : undefined;
    if (phase === undefined) continue;
    // The clock may be set back meanwhile.
    phases[phase] = Math.max(0, at - since);
    since = at;
  }
  const items = spread(itemDurations(outcomes));
  return { totalMs: Math.max(0, finishedAt - startedAt), phases, ...(items && { items }) };
}

function itemDurations(outcomes: RunState['outcomes']): number[] {
  const durations: number[] = [];
  for (const { durationMs } of outcomes.values()) if (durationMs !== undefined) durations.push(durationMs);
  return durations;
}

/** Statistics of the attempts that counted. */
function spread(values: readonly number[]): Durations['items'] {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return undefined;
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle)] as number)) / 2;
  return {
    minMs: sorted[0] as number,
    medianMs: Math.round(median),
    p95Ms: sorted[Math.ceil(sorted.length * 0.95) - 1] as number,
    maxMs: sorted.at(-1) as number,
  };
}
