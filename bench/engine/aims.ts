import type { LocalRun } from './local-runs';
import type { ManyItems } from './many-items';
import type { QueueRate } from './queues';

/** Minimum share of BullMQ's rate for the work queue. */
const LEAST_RATE = 0.7;
/** Maximum memory of many items relative to few: the list itself is kept in memory. */
const MOST_MEMORY = 1.6;
/** The same with `--quick`, from 100 to 10,000 items: Node's own start-up memory dominates the small count. */
const MOST_MEMORY_QUICK = 2;

export interface Figures {
  /** Ours, then Prodigy's, where no disk slows either. */
  readonly runs: readonly [LocalRun, LocalRun];
  /** Ours, then BullMQ's. */
  readonly queues: readonly [QueueRate, QueueRate];
  readonly many: readonly ManyItems[];
}

/** Aims that were missed. Times are not judged in a quick run: one round of few items says nothing about them. */
export function missedAims({ runs, queues, many }: Figures, quick: boolean): string[] {
  const memory = flatMemory(many, quick ? MOST_MEMORY_QUICK : MOST_MEMORY);
  return quick ? memory : [...notSlower(runs), ...rate(queues), ...memory];
}

const notSlower = ([ours, prodigy]: Figures['runs']): string[] =>
  ours.milliseconds <= prodigy.milliseconds
    ? []
    : [
        `a local run must take at most ${prodigy.milliseconds.toFixed(0)} ms, as Prodigy does, got ${ours.milliseconds.toFixed(0)}`,
      ];

function rate([ours, bullmq]: Figures['queues']): string[] {
  const reached = ours.perSecond / bullmq.perSecond;
  return reached >= LEAST_RATE
    ? []
    : [`the work queue must reach ${LEAST_RATE} of BullMQ's rate, got ${reached.toFixed(2)}`];
}

/** A single number of items leaves nothing to compare. */
function flatMemory(many: readonly ManyItems[], most: number): string[] {
  const [few, ...more] = [...many].sort((a, b) => a.count - b.count);
  return more
    .map(({ count, megabytes }) => ({ count, times: megabytes / few!.megabytes }))
    .filter(({ times }) => times > most)
    .map(
      ({ count, times }) =>
        `${count} items must take at most ${most} times the memory of ${few!.count}, got ${times.toFixed(2)}`,
    );
}
