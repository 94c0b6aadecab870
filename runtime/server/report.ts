import { ExitCode } from '../../contract/exit-codes';
import type { JournalEntry, RunOutcome, StampedEntry } from '../../contract/journal';
import { Limit } from '../../contract/limits';
import { formatReport, type Report } from '../../contract/report';

/** Characters of one failure's reason; the rest is in the log of its agent. */
const FAILURE_CHARACTERS = 300;
/** Characters of the run's reason. */
const REASON_CHARACTERS = 2000;

const EXIT_CODES: Readonly<Record<RunOutcome, ExitCode>> = {
  complete: ExitCode.DONE,
  unpublished: ExitCode.DONE,
  failed: ExitCode.STOPPED,
  refused: ExitCode.CANNOT_WORK,
  cancelled: ExitCode.STOPPED,
};

/**
 * Exit code of every agent once the run is over.
 * @param givenUp whether the run failed because its agents kept dying: then it cannot work at all.
 */
export const exitCodeOf = (outcome: RunOutcome, givenUp: boolean): ExitCode =>
  outcome === 'failed' && givenUp ? ExitCode.CANNOT_WORK : EXIT_CODES[outcome];

/** What a report says beside what the journal holds. */
export type ReportFacts = Pick<
  Report,
  'runId' | 'workflow' | 'outcome' | 'reason' | 'exitCode' | 'startedAt' | 'finishedAt' | 'base' | 'result'
>;

/** The report of a run, at most 16 KiB as it is stored: failures that do not fit are counted. */
export function reportOf(facts: ReportFacts, entries: readonly StampedEntry[]): Report {
  const ends = lastEnds(entries);
  const dead = ends.filter(({ outcome }) => outcome === 'dead');
  const failures = dead.map(({ item, attempt, reason }) => ({
    item,
    attempt,
    reason: shortened(reason ?? 'no reason given', FAILURE_CHARACTERS),
  }));
  const reason = facts.reason === undefined ? undefined : shortened(facts.reason, REASON_CHARACTERS);
  return fitted({ ...facts, reason, items: totals(entries, ends), failures });
}

type ItemEnd = Extract<JournalEntry, { type: 'item' }>;

/** The end of each item, once, in the order of the journal. */
function lastEnds(entries: readonly StampedEntry[]): ItemEnd[] {
  const ends = entries.map(({ entry }) => entry).filter((entry) => entry.type === 'item');
  return [...new Map(ends.map((end) => [end.item, end])).values()];
}

function totals(entries: readonly StampedEntry[], ends: readonly ItemEnd[]): Report['items'] {
  const list = entries.map(({ entry }) => entry).find((entry) => entry.type === 'items');
  if (list === undefined) return undefined;
  const count = (outcome: ItemEnd['outcome']): number => ends.filter((end) => end.outcome === outcome).length;
  return { total: list.items.length, merged: count('merged'), unchanged: count('unchanged'), dead: count('dead') };
}

function fitted(report: Report): Report {
  const all = report.failures;
  for (let kept = all.length; kept > 0; kept--) {
    const candidate =
      kept === all.length ? report : { ...report, failures: all.slice(0, kept), truncated: all.length - kept };
    if (Buffer.byteLength(formatReport(candidate)) <= Limit.REPORT_BYTES) return candidate;
    if (kept > 100) kept = 101; // more never fit
  }
  return all.length === 0 ? report : { ...report, failures: [], truncated: all.length };
}

const shortened = (text: string, characters: number): string =>
  text.length <= characters ? text : `${text.slice(0, characters)}…`;
