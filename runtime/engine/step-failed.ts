import type { ErrorType } from '../../contract/journal';
import type { Step } from '../../language/workflow';
import type { Ran } from './run-command';

/** Most characters of a failed command's output in a reason. */
const EXCERPT = 2000;
/** Most lines of it. */
const EXCERPT_LINES = 10;
/** Most characters of a step's label in a message. */
const LABEL = 80;

/** A step failed, and with it its phase or its item. */
export class StepFailed extends Error {
  /**
   * @param errorType what kind of failure it was.
   * @param ran the execution that failed it, where there was one.
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

/** How messages name a step: phase, label and line of the workflow file. */
export function stepName(phase: string, step: Step): string {
  const label = step.label.length > LABEL ? `${step.label.slice(0, LABEL - 1)}…` : step.label;
  return `${phase} step '${label}' (line ${step.position.line})`;
}

/** The last lines of an output, for a message; empty where there is no output. */
export function excerpt(output: string): string {
  const lines = output.trimEnd().split('\n').slice(-EXCERPT_LINES).join('\n');
  return lines.length > EXCERPT ? `…${lines.slice(-EXCERPT)}` : lines;
}

/** A message, and after it the last lines of an output, where there is any. */
export function withExcerpt(message: string, output: string): string {
  const lines = excerpt(output);
  return lines === '' ? message : `${message}: ${lines}`;
}
