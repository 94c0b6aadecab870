import type { ItemOutcome, JournalEntry } from '../../contract/journal';
import { NEWEST_FAILURES, type Progress } from '../../contract/progress';
import type { Failure } from '../../contract/report';
import type { PhaseSteps } from '../ports/notice';
import { bothEnds } from './step-failed';

/** Maximum number of characters of a failure's reason. */
const REASON_CHARACTERS = 200;

type Phase = Progress['phase'];

/** Tracks the progress of a run, one journal entry at a time: items that did not fail are only counted. */
export class RunProgress {
  private readonly over = new Set<Phase>();
  private readonly steps = new Map<Phase, number>();
  /** Whether any entry has been noted. */
  public isBegun = false;
  private total: number | undefined;
  private readonly ended: Record<Exclude<ItemOutcome, 'dead'>, number> = { merged: 0, unchanged: 0, skipped: 0 };
  private readonly dead = new Map<string, Failure>();

  /** @param phases the workflow's phases, each with its number of steps. */
  public constructor(private readonly phases: PhaseSteps) {}

  public note(entry: JournalEntry): void {
    this.isBegun = true;
    if (entry.type === 'step') this.steps.set(entry.phase, entry.index + 1);
    else if (entry.type === 'phase') this.over.add(entry.phase);
    else if (entry.type === 'result') this.over.add('merge');
    else if (entry.type === 'items') this.list(entry.items.length);
    else if (entry.type === 'item') this.end(entry);
    else if (entry.type === 'retried') this.openAgain(entry.items);
    else if (entry.type === 'reopened' && entry.work === 'retry') this.reopen(entry.items);
  }

  public get now(): Progress {
    const [phase, total] = this.phases.find(([name]) => !this.over.has(name)) ?? ['publish' as const, 0];
    const items = this.total === undefined ? undefined : { total: this.total, ...this.ended, dead: this.dead.size };
    return {
      phase,
      ...(phase !== 'map' && total > 0 && { steps: { done: this.steps.get(phase) ?? 0, total } }),
      ...(items && { items }),
      failures: [...this.dead.values()].slice(-NEWEST_FAILURES),
    };
  }

  /** Without items, map and reduce do not run. */
  private list(total: number): void {
    this.total = total;
    if (total === 0) for (const phase of ['map', 'reduce'] as const) this.over.add(phase);
  }

  private end({ item, outcome, attempt, reason = '', failure }: Extract<JournalEntry, { type: 'item' }>): void {
    if (outcome !== 'dead') this.ended[outcome] += 1;
    else
      this.dead.set(item, {
        item,
        attempt,
        ...(failure?.step !== undefined && { step: shortened(failure.step) }),
        reason: bothEnds(reason, REASON_CHARACTERS),
      });
  }

  /** Dead items are retried; by default all of them. */
  private openAgain(items: readonly string[] = [...this.dead.keys()]): void {
    for (const item of items) this.dead.delete(item);
  }

  /** Everything after the items must be done again. */
  private reopen(items: readonly string[] | undefined): void {
    this.openAgain(items);
    for (const phase of ['map', 'reduce', 'merge'] as const) {
      this.over.delete(phase);
      this.steps.delete(phase);
    }
  }
}

const shortened = (text: string): string =>
  text.length <= REASON_CHARACTERS ? text : `${text.slice(0, REASON_CHARACTERS)}…`;
