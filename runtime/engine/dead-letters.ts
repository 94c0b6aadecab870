import { createHash } from 'node:crypto';
import type { DeadLetter, DeadLetterFailure } from '../../contract/dead-letter';
import type { AttemptFailure, StampedEntry } from '../../contract/journal';
import { Limit } from '../../contract/limits';
import { attemptRef } from '../../contract/refs';
import { type ItemEnd, type RunState, stateOf } from './run-state';

/** The items of a run that failed permanently, in order of failure, without those that were purged. */
export const deadLettersOf = (entries: Iterable<StampedEntry>): DeadLetter[] => deadLettersIn(stateOf(entries));

/** Like {@link deadLettersOf}, from the state of a run. */
export function deadLettersIn(state: RunState): DeadLetter[] {
  const letters: DeadLetter[] = [];
  for (const [item, end] of state.outcomes)
    if (end.outcome === 'dead' && !state.purged.has(item))
      letters.push(endedLetter(item, state.items?.get(item), end, state));
  return letters;
}

/** The dead letters that a machine stores, and a warning if there were too many. */
export function newestLetters(all: readonly DeadLetter[]): {
  readonly letters: readonly DeadLetter[];
  readonly warning?: string;
} {
  const letters = all.slice(-Limit.DEAD_LETTERS);
  const gone = all.length - letters.length;
  if (gone === 0) return { letters };
  const warning = `${gone} of ${all.length} dead letters are not kept: only the newest ${letters.length} are`;
  return { letters, warning };
}

function endedLetter(item: string, data: unknown, end: ItemEnd, { failed }: RunState): DeadLetter {
  const earlier = failed.get(item) ?? [];
  const last = end.failure ?? { errorType: 'Unknown', message: end.reason ?? '', durationMs: end.durationMs };
  const letter = deadLetter(item, data, [...earlier, { attempt: end.attempt, failure: last, at: end.at }]);
  if (!end.commit) return letter;
  const worktree_artifacts = { branch_name: attemptRef(item, end.attempt), uncommitted_changes: false };
  return { ...letter, worktree_artifacts };
}

/**
 * The dead letter of an item that failed permanently.
 * @param attempts the failed ones, in order; at least one.
 */
export function deadLetter(item: string, data: unknown, attempts: readonly FailedAttempt[]): DeadLetter {
  const history = attempts.map(failureOf);
  const last = attempts.at(-1)!.failure;
  const passes = isPassing(last);
  return {
    item_id: item,
    item_data: data ?? null,
    first_attempt: (history[0] as DeadLetterFailure).timestamp,
    last_attempt: (history.at(-1) as DeadLetterFailure).timestamp,
    failure_count: history.length,
    failure_history: history,
    error_signature: signatureOf(last),
    reprocess_eligible: passes,
    manual_review_required: !passes,
  };
}

/** A failed attempt, with its time. */
export interface FailedAttempt {
  readonly attempt: number;
  readonly failure: AttemptFailure;
  readonly at: number;
}

const failureOf = ({ attempt, failure, at }: FailedAttempt): DeadLetterFailure => ({
  attempt_number: attempt,
  timestamp: new Date(at).toISOString(),
  error_type: failure.errorType,
  error_message: failure.message,
  agent_id: failure.agent ?? '',
  step_failed: failure.step ?? '',
  duration_ms: failure.durationMs ?? 0,
});

/** Transient failures, by their kind or by what Prodigy looks for in their message. */
const isPassing = ({ errorType, message }: AttemptFailure): boolean =>
  errorType === 'Timeout' ||
  errorType === 'ResourceExhausted' ||
  /time(d )?-?out|network|temporar|rate.?limit|resource/i.test(message);

const signatureOf = ({ errorType, message }: AttemptFailure): string =>
  createHash('sha256')
    .update(`${JSON.stringify(errorType)}:${message}`)
    .digest('hex')
    .slice(0, 16);
