import type { ErrorType } from '../../contract/journal';
import type { Step } from '../../language/workflow';
import type { Ran } from './run-command';

/** Maximum number of characters of a failed command's output in a reason. */
const EXCERPT = 2000;
/** Maximum number of lines of it. */
const EXCERPT_LINES = 10;
/** Maximum number of characters of a step's label in a message. */
const LABEL = 80;

/** A step failed, and with it its phase or item. */
export class StepFailed extends Error {
  /**
   * @param errorType kind of failure.
   * @param ran the failed execution, if there was one.
   */
  public constructor(
    reason: string,
    public readonly errorType: ErrorType = 'Unknown',
    public readonly ran?: Ran,
  ) {
    super(reason);
    this.name = 'StepFailed';
  }
}

/** A step's name in messages: phase, label and line in the workflow file. */
export function stepName(phase: string, step: Step): string {
  const label = step.label.length > LABEL ? `${step.label.slice(0, LABEL - 1)}…` : step.label;
  return `${phase} step '${label}' (line ${step.position.line})`;
}

/** The last lines of an output, for a message; empty if there is no output. */
export function excerpt(output: string): string {
  const lines = output.trimEnd().split('\n').slice(-EXCERPT_LINES).join('\n');
  return lines.length > EXCERPT ? `…${lines.slice(-EXCERPT)}` : lines;
}

/** A message, followed by the last lines of an output, if any. */
export function withExcerpt(message: string, output: string): string {
  const lines = excerpt(output);
  return lines === '' ? message : `${message}: ${lines}`;
}

/** A reason that may be too long, without its middle: it begins with what failed, and ends with why. */
export function bothEnds(reason: string, characters: number): string {
  if (reason.length <= characters) return reason;
  const end = Math.floor(characters / 3);
  return `${reason.slice(0, characters - end)}…${reason.slice(-end)}`;
}
