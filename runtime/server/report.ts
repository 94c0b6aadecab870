import { ExitCode } from '../../contract/exit-codes';
import type { RunOutcome, StampedEntry } from '../../contract/journal';
import { Limit } from '../../contract/limits';
import { type Failure, formatReport, type Report } from '../../contract/report';
import { type ItemEnd, type RunState, stateOf, totals } from '../engine/run-state';
import { bothEnds } from '../engine/step-failed';
import { conflictAdvice } from './conflict-advice';
import { durationsOf } from './durations';

/** Maximum number of characters of a failure's reason; its middle is in its agent's log. */
const FAILURE_CHARACTERS = 300;
/** Maximum number of characters of a step's label. */
const LABEL_CHARACTERS = 80;
/** Maximum number of characters of the run's reason. */
const REASON_CHARACTERS = 2000;
/** Maximum number of failures in a report that had to be shortened; more would not help a reader. */
const MOST_FAILURES = 100;

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

/** The parts of a report that are not derived from the journal. */
export type ReportFacts = Pick<
  Report,
  'runId' | 'workflow' | 'outcome' | 'reason' | 'exitCode' | 'startedAt' | 'finishedAt' | 'base' | 'result' | 'warnings'
>;

/**
 * The report of a run, at most 16 KiB as stored: failures that do not fit are only counted.
 * @param state of the entries, if the caller has it.
 */
export function reportOf(facts: ReportFacts, entries: Iterable<StampedEntry>, state = stateOf(entries)): Report {
  const failures: Failure[] = [];
  for (const [item, end] of state.outcomes) if (end.outcome === 'dead') failures.push(failureOf(item, end));
  const reason = facts.reason === undefined ? undefined : shortened(facts.reason, REASON_CHARACTERS);
  const items = state.items && { ...totals(state), ...(state.purged.size > 0 && { purged: state.purged.size }) };
  const advice = conflictAdvice(state);
  const warnings = [...(facts.warnings ?? []), ...(advice === undefined ? [] : [advice])];
  const durations = durationsOf(Date.parse(facts.startedAt), Date.parse(facts.finishedAt), entries, state);
  return fitted({
    ...facts,
    reason,
    warnings: warnings.length > 0 ? warnings : undefined,
    items,
    attempts: items && attemptsAt(state),
    durations,
    usage: state.usage,
    failures,
  });
}

const failureOf = (item: string, { attempt, reason, failure }: ItemEnd): Failure => ({
  item,
  attempt,
  ...(failure?.step !== undefined && { step: shortened(failure.step, LABEL_CHARACTERS) }),
  reason: bothEnds(reason ?? 'no reason given', FAILURE_CHARACTERS),
});

/** Number of attempts that ended, including those that were retried. */
const attemptsAt = ({ outcomes, failed }: RunState): number =>
  outcomes.size + [...failed.values()].reduce((sum, attempts) => sum + attempts.length, 0);

function fitted(report: Report): Report {
  if (fits(report)) return report;
  const all = report.failures;
  for (let kept = Math.min(all.length - 1, MOST_FAILURES); kept > 0; kept -= 1) {
    const candidate = { ...report, failures: all.slice(0, kept), truncated: all.length - kept };
    if (fits(candidate)) return candidate;
  }
  return all.length === 0 ? report : { ...report, failures: [], truncated: all.length };
}

const fits = (report: Report): boolean => Buffer.byteLength(formatReport(report)) <= Limit.REPORT_BYTES;

const shortened = (text: string, characters: number): string =>
  text.length <= characters ? text : `${text.slice(0, characters)}…`;
