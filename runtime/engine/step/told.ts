import type { Step } from '../../../language/workflow';
import type { Ran } from '../run-command';
import type { Captures } from './capture';

/** Maximum number of characters of an output passed to a handler; Linux limits an argument to 128 KiB. */
const TOLD_OUTPUT = 30_000;

/**
 * Variables about an execution for steps that run because of it, whether or not it is captured: `shell.output`, … and
 * the same under `last`, for claude also under `claude`.
 * @param more fields besides those of a capture.
 */
export function toldOf({ command }: Step, ran: Ran, more: Captures = {}): Captures {
  const kinds = ['shell', 'last', ...(command.kind === 'claude' ? ['claude'] : [])];
  return under(kinds, { ...fieldsOf(ran), ...more });
}

/** Each field under each of the names. */
export function under(names: readonly string[], fields: Captures): Captures {
  const told = names.flatMap((name) => Object.entries(fields).map(([field, value]) => [`${name}.${field}`, value]));
  return Object.fromEntries(told);
}

/** The fields of an execution that a handler gets. */
export const fieldsOf = (ran: Ran): Captures => ({
  output: ending(ran.everything.trimEnd()),
  exit_code: ran.exitCode,
  stderr: ending(ran.stderr.trimEnd()),
  success: ran.exitCode === 0 && !ran.timedOut,
});

/** The tail of an output that goes into an argument: commands report their errors at the end. */
function ending(output: string): string {
  const left = output.length - TOLD_OUTPUT;
  return left <= 0 ? output : `[${left} characters left out]\n${output.slice(left)}`;
}
