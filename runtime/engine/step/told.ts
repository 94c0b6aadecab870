import type { Step } from '../../../language/workflow';
import type { Ran } from '../run-command';
import type { Captures } from './capture';

/** Most characters of an output in what a handler is told; Linux bounds an argument at 128 KiB. */
const TOLD_OUTPUT = 30_000;

/**
 * What steps that run because of an execution are told of it, whether or not it is captured: `shell.output`, … and the
 * same under `last`, of claude under `claude` too.
 * @param more fields beside those of a capture.
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

/** What a handler may be told of an execution. */
export const fieldsOf = (ran: Ran): Captures => ({
  output: ending(ran.everything.trimEnd()),
  exit_code: ran.exitCode,
  stderr: ending(ran.stderr.trimEnd()),
  success: ran.exitCode === 0 && !ran.timedOut,
});

/** The end of an output that is to be part of an argument: that is where commands say what is wrong. */
function ending(output: string): string {
  const left = output.length - TOLD_OUTPUT;
  return left <= 0 ? output : `[${left} characters left out]\n${output.slice(left)}`;
}
