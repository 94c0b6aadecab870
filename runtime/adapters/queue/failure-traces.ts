import type { AttemptFailure } from '../../../contract/journal';
import type { FailedAttempt } from '../../engine/dead-letters';
import { AGENTS_DIED, ItemFailed } from '../../ports/work-queue';

/** Maximum number of failed attempts that a job stores. */
export const MOST_TRACES = 10;

/** A failure as stored in a job, in place of BullMQ's stack traces. */
type Trace = AttemptFailure & { readonly attempt: number; readonly at: number };

/** What BullMQ stores for a failed attempt: people see the message, the leader reads the details in the stack. */
export function errorOf({ failure, attempt, at }: FailedAttempt): Error {
  const trace: Trace = { ...failure, attempt, at };
  return Object.assign(new Error(failure.message), { stack: JSON.stringify(trace) });
}

/** The failure of an attempt, given the job's traces and the reason it failed with. */
export function lastFailure(traces: string | null | undefined, reason: string): AttemptFailure {
  const last = tracesIn(traces).at(-1);
  return last?.message === reason ? failureOf(last) : withoutTrace(reason);
}

/**
 * The failed attempts of an item, as far as its job stores them.
 * @param end reason, number and time of the last one.
 */
export function failedAttempts(
  traces: string | null | undefined,
  end: { readonly reason: string; readonly attempt: number; readonly at: number },
): readonly FailedAttempt[] {
  const known = tracesIn(traces).filter((trace) => Number.isFinite(trace.attempt) && Number.isFinite(trace.at));
  const attempts = known.map((trace) => ({ failure: failureOf(trace), attempt: trace.attempt, at: trace.at }));
  if (known.at(-1)?.message === end.reason) return attempts;
  return [...attempts, { failure: withoutTrace(end.reason), attempt: end.attempt, at: end.at }];
}

/** Parsed JSON; undefined if the text is not JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Only traces that agents wrote. */
function tracesIn(traces: string | null | undefined): Trace[] {
  return [parsed(traces ?? '[]')]
    .flat()
    .map((trace) => (typeof trace === 'string' ? (parsed(trace) as Partial<Trace> | null | undefined) : undefined))
    .filter((trace): trace is Trace => typeof trace?.message === 'string');
}

const failureOf = ({ attempt: _, at: __, ...failure }: Trace): AttemptFailure => failure;

/** BullMQ itself fails a job, without details, when its agents keep dying. */
const withoutTrace = (reason: string): AttemptFailure =>
  reason === AGENTS_DIED.message ? AGENTS_DIED : new ItemFailed(reason).failure;
