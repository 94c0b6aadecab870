import { Limit } from '../../../contract/limits';
import type { Capture, CaptureFormat, Step } from '../../../language/workflow';
import type { Ran } from '../run-command';
import { excerpt } from '../step-failed';

/** What later steps may read. */
export type Captures = Readonly<Record<string, unknown>>;

/**
 * The variables that a step passes on: its output under its own name, and the output of the last step that captured one
 * as `shell.output` (or `claude.output`), `last.output` and `CAPTURED_OUTPUT`, each with `.exit_code` and the like.
 * @throws Error if the output does not have the declared format.
 */
export function capturesOf({ command, capture }: Step, ran: Ran): Captures {
  if (capture === undefined) return {};
  const output = ran.output.replace(/\n+$/, '');
  const kind = command.kind === 'claude' ? 'claude' : 'shell';
  const own = { [`${kind}.output`]: output, ...streamsOf(kind, capture, ran), last: kind };
  const { name, format, streams } = capture;
  if (name === undefined) return own;
  const value = streams.stdout ? { [name]: inFormat(format, output) } : {};
  // As text it is the value itself; see `aliasesOf`.
  const whole = streams.stdout && format !== 'string' ? { [`${name}.stdout`]: output } : {};
  return { ...own, ...value, ...whole, ...streamsOf(name, capture, ran) };
}

/** What to warn of if the beginning of a named output is missing: later steps would take the rest for all of it. */
export const cutWarning = ({ capture }: Step, { mayBeCut = false }: Ran): string | undefined =>
  capture?.name !== undefined && capture.streams.stdout && mayBeCut
    ? `'${capture.name}' must be of less than ${Limit.STEP_OUTPUT_BYTES} bytes, got more, and only the end is kept: ` +
      'write the output to a file'
    : undefined;

/** Aliases of captured outputs: `name.stdout`, and those of the last output, whatever captured it. */
export const aliasesOf = (values: Captures): Captures => ({ ...wholeOutputs(values), ...lastOutput(values) });

function wholeOutputs(values: Captures): Captures {
  const named = Object.keys(values).filter((name) => values[`${name}.success`] !== undefined);
  return Object.fromEntries(named.map((name) => [`${name}.stdout`, values[name]]));
}

function lastOutput(values: Captures): Captures {
  const { last } = values;
  if (last !== 'shell' && last !== 'claude') return {};
  const fields = ['output', 'exit_code', 'success', 'stderr', 'duration'];
  const known = fields.filter((field) => values[`${last}.${field}`] !== undefined);
  const ofLast = known.map((field) => [`last.${field}`, values[`${last}.${field}`]]);
  return { ...Object.fromEntries(ofLast), CAPTURED_OUTPUT: values[`${last}.output`] };
}

/** Fields besides the output; durations in seconds, with milliseconds. */
function streamsOf(name: string, { streams }: Capture, ran: Ran): Captures {
  return {
    ...(streams.stderr ? { [`${name}.stderr`]: ran.stderr.replace(/\n+$/, '') } : {}),
    ...(streams.exitCode ? { [`${name}.exit_code`]: ran.exitCode } : {}),
    ...(streams.success ? { [`${name}.success`]: ran.exitCode === 0 && !ran.timedOut } : {}),
    ...(streams.duration ? { [`${name}.duration`]: ran.durationMs / 1000 } : {}),
  };
}

function inFormat(format: CaptureFormat, output: string): unknown {
  switch (format) {
    case 'string':
      return output;
    case 'lines':
      return output === '' ? [] : output.split(/\r?\n/);
    case 'json':
      return json(output);
    case 'number':
      return number(output.trim());
    case 'boolean':
      return truth(output.trim());
  }
}

function json(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    throw notOf('json', 'JSON', output);
  }
}

function number(output: string): number {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(output)) return Number(output);
  throw notOf('number', 'a number', output);
}

function truth(output: string): boolean {
  const word = output.toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(word)) return true;
  if (['false', '0', 'no', 'off', ''].includes(word)) return false;
  throw notOf('boolean', 'true or false', output);
}

const SHOWN = 80;

function notOf(format: string, rule: string, output: string): Error {
  const shown = output === '' ? 'nothing' : JSON.stringify(excerpt(output).slice(0, SHOWN));
  return new Error(`must print ${rule} for 'capture_format: ${format}', got ${shown}`);
}
