import type { DeadLetter } from '../contract/dead-letter';
import type { ErrorType } from '../contract/journal';
import { printable } from '../runtime/adapters/log/printable';
import { table } from './table';

/** A dead letter and its run. */
export type Found = DeadLetter & { readonly run_id: string };

/** Maximum length of a reason in the overview. */
const REASON = 80;

/** The number of dead letters. */
export const counted = (found: readonly Found[]): string =>
  `${found.length} dead letter${found.length === 1 ? '' : 's'}`;

/** One line per dead letter. */
export const overview = (found: readonly Found[]): string =>
  table(['run', 'item', 'attempts', 'error', 'last', 'reason'], found.map(rowOf));

function rowOf({ run_id, item_id, failure_count, failure_history, last_attempt }: Found): string[] {
  const last = failure_history.at(-1);
  const reason = printable(last?.error_message.split('\n')[0] ?? '');
  return [
    run_id,
    item_id,
    String(failure_count),
    last ? errorName(last.error_type) : '',
    last_attempt,
    shortened(reason),
  ];
}

/** One dead letter in full. */
export function letterText(letter: Found): string {
  const lines = [
    `${letter.item_id} of run ${letter.run_id}: failed ${times(letter.failure_count)}, last ${letter.last_attempt}`,
    `item: ${printable(JSON.stringify(letter.item_data))}`,
    `signature: ${letter.error_signature}`,
    letter.reprocess_eligible ? 'a retry may succeed' : 'somebody should look at it first',
  ];
  for (const failure of letter.failure_history) {
    const { attempt_number, timestamp, error_type, duration_ms, step_failed, agent_id, error_message } = failure;
    const where = [step_failed && `step ${step_failed}`, agent_id && `on ${agent_id}`].filter(Boolean).join(' ');
    lines.push(
      `attempt ${attempt_number}, ${timestamp}: ${errorName(error_type)} after ${duration_ms / 1000} s ${where}`,
    );
    lines.push(...error_message.split('\n').map((line) => `  ${printable(line)}`));
  }
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

const errorName = (type: ErrorType): string =>
  typeof type === 'string' ? type : `CommandFailed (exit code ${type.CommandFailed.exit_code})`;

const shortened = (line: string): string => (line.length <= REASON ? line : `${line.slice(0, REASON - 1)}…`);

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
