import type { JournalEntry } from '../../contract/journal';
import type { Notice, PhaseSteps } from '../../runtime/ports/notice';
import { timeText } from '../time-text';

/** State of a run, according to its notices. */
export class RunView {
  private phases: PhaseSteps = [];
  private readonly over = new Set<string>();
  private readonly steps = new Map<string, number>();
  private readonly running = new Set<string>();
  private total: number | undefined;
  private done = 0;
  private failed = 0;
  /** Number of items that ended since this process started on them, and when it did. */
  private here = 0;
  private since: number | undefined;

  public take(notice: Notice): void {
    if (notice.type === 'begun') {
      this.phases = notice.phases;
      for (const { entry } of notice.entries) this.enter(entry);
      this.here = 0;
    } else if (notice.type === 'entry') this.enter(notice.entry.entry);
    else if (notice.type === 'attempt') {
      this.since ??= notice.at;
      this.running.add(notice.item);
    } else if (notice.type === 'attempt-over') this.running.delete(notice.item);
  }

  /** A readable line, without a line end. @param now milliseconds since 1970. */
  public line(now: number): string {
    const current = this.phases.find(([phase]) => !this.over.has(phase));
    if (current === undefined) return 'publishing';
    const [phase, steps] = current;
    return phase === 'map'
      ? this.mapLine(now)
      : `${phase}: step ${Math.min((this.steps.get(phase) ?? 0) + 1, steps)} of ${steps}`;
  }

  private mapLine(now: number): string {
    if (this.total === undefined) return 'map: listing the items';
    const parts = [`map: ${this.done + this.failed} of ${this.total} done`];
    if (this.failed > 0) parts.push(`${this.failed} failed`);
    parts.push(`${this.running.size} running`);
    const seconds = (now - (this.since ?? now)) / 1000;
    if (this.here > 0 && seconds > 0) {
      const rate = this.here / seconds;
      parts.push(rateText(rate), `${timeText((this.total - this.done - this.failed) / rate)} left`);
    }
    return parts.join(', ');
  }

  private enter(entry: JournalEntry): void {
    if (entry.type === 'step') this.steps.set(entry.phase, entry.index + 1);
    else if (entry.type === 'phase') this.over.add(entry.phase);
    else if (entry.type === 'result') this.over.add('merge');
    else if (entry.type === 'items' && !entry.more) this.listed((entry.from ?? 0) + entry.items.length);
    else if (entry.type === 'item') {
      this.here += 1;
      if (entry.outcome === 'merged' || entry.outcome === 'unchanged') this.done += 1;
      else this.failed += 1;
    }
  }

  /** Without items, neither map nor reduce runs. */
  private listed(total: number): void {
    this.total = total;
    if (total === 0) for (const phase of ['map', 'reduce']) this.over.add(phase);
  }
}

/** A slow run's rate is in items per minute or hour: only few switch units while somebody watches. */
function rateText(perSecond: number): string {
  if (perSecond >= 10) return `${perSecond.toFixed(0)}/s`;
  return perSecond >= 1 / 60 ? `${(perSecond * 60).toFixed(0)}/min` : `${(perSecond * 3600).toFixed(1)}/h`;
}
