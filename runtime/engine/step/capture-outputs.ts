import { ownValue } from '../../../language/own-value';
import type { CaptureOutput, SetupPhase } from '../../../language/workflow';
import type { Ran } from '../run-command';
import { StepFailed } from '../step-failed';
import type { Captures } from './capture';

/**
 * The `capture_outputs` variables whose value comes from the step at `index`.
 * @param ran undefined if the step was skipped: it has no output.
 * @throws StepFailed if the output lacks the value of a variable without a default.
 */
export function outputsOf({ captureOutputs }: SetupPhase, index: number, ran: Ran | undefined): Captures {
  const here = Object.entries(captureOutputs).filter(([, { commandIndex }]) => commandIndex === index);
  return Object.fromEntries(here.map(([name, capture]) => [name, valueFor(name, capture, ran)]));
}

/** The variables of setup that are passed on to map, reduce and merge. */
export function setupOutputs({ captureOutputs }: SetupPhase, variables: Captures): Captures {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => Object.hasOwn(captureOutputs, name)));
}

function valueFor(name: string, capture: CaptureOutput, ran: Ran | undefined): unknown {
  const output = Buffer.from(textOf(capture, ran)).subarray(0, capture.maxBytes).toString('utf8').replace(/\n+$/, '');
  const found = matchIn(capture, jsonIn(capture, output)) ?? capture.fallback;
  if (found !== undefined) return linesOf(capture, found);
  const wanted = capture.pattern ?? capture.jsonPath;
  throw new StepFailed(
    `'capture_outputs.${name}' must find '${wanted}' in the ${capture.source} of setup's step ${capture.commandIndex}, ` +
      'found nothing: give it a default',
  );
}

function textOf({ source }: CaptureOutput, ran: Ran | undefined): string {
  if (ran === undefined) return '';
  if (source === 'stderr') return ran.stderr;
  if (source === 'both') return `${ran.output}${ran.stderr}`;
  return source === 'combined' ? ran.combined : ran.output;
}

/** The value at the path; without a path, the output itself. */
function jsonIn({ jsonPath }: CaptureOutput, output: string): unknown {
  if (jsonPath === undefined) return output;
  try {
    return jsonPath.split('.').reduce(ownValue, JSON.parse(output) as unknown);
  } catch {
    return undefined;
  }
}

/** The first group of the pattern, or the whole match. */
function matchIn({ pattern }: CaptureOutput, value: unknown): unknown {
  if (pattern === undefined || value === undefined) return value;
  const [opening = '', flags = ''] = /^\(\?([is]+)\)/.exec(pattern) ?? [];
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const match = new RegExp(pattern.slice(opening.length), `${flags}u`).exec(text);
  return match?.[1] ?? match?.[0];
}

function linesOf({ multiline }: CaptureOutput, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const lines = value.split(/\r?\n/);
  if (multiline === 'array') return lines;
  if (multiline === 'join') return lines.join(' ');
  if (multiline === 'first_line') return lines[0];
  return multiline === 'last_line' ? lines.at(-1) : value;
}
