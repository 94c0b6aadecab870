import type { TextCommand } from './command';
import type { HandlerStep } from './failure';
import type { Position } from './position';
import type { Step } from './step';

/**
 * How complete a step's work must be. Its commands run after the step, and every one must succeed; the result, JSON
 * with `completion_percentage`, is in `resultFile`, else what the last command prints.
 */
export interface Validation {
  /** Empty: the step itself has written the result file. */
  readonly commands: readonly Step[];
  /** Relative to the checkout; undefined: stdout. */
  readonly resultFile: string | undefined;
  /** Percentage from which the work is complete. */
  readonly threshold: number;
  /** Seconds that the commands may take together; undefined: no limit of its own. */
  readonly timeoutSeconds: number | undefined;
  /** What happens below the threshold; undefined: the step fails. */
  readonly onIncomplete: OnIncomplete | undefined;
  readonly position: Position;
}

/** Complete the work, then validate again, at most `maxAttempts` times. */
export interface OnIncomplete {
  /** They may name `${validation.gaps}`, `${validation.missing}`, `${validation.completion}`, … */
  readonly handler: readonly HandlerStep[];
  readonly maxAttempts: number;
  /** Still incomplete in the end: fail, or go on with a warning. */
  readonly failWorkflow: boolean;
  /** Each round of the handler must move HEAD. */
  readonly commitRequired: boolean;
}

/** Commands that must pass after a step. */
export interface StepValidation {
  readonly checks: readonly StepCheck[];
  /** How many of them must pass. */
  readonly atLeast: number;
  /** Executions of the step, while its checks do not pass. */
  readonly maxAttempts: number;
  readonly retryDelaySeconds: number;
  /** Seconds that the checks may take together; undefined: no limit of its own. */
  readonly timeoutSeconds: number | undefined;
  /** Checks that do not pass are a warning. */
  readonly ignoreFailure: boolean;
}

/** A command that passes or does not. */
export interface StepCheck {
  readonly command: TextCommand;
  readonly exitCode: number;
  /** Text or regular expression that its output must hold; undefined: any output will do. */
  readonly output: string | undefined;
}
