import type { TextCommand } from './command';
import type { HandlerStep } from './failure';
import type { Position } from './position';
import type { Step } from './step';

/**
 * How complete a step's work must be. The commands run after the step, and each must succeed; the result is JSON with
 * `completion_percentage`, read from `resultFile` or else from the last command's output.
 */
export interface Validation {
  /** Empty: the step itself has written the result file. */
  readonly commands: readonly Step[];
  /** Relative to the checkout; undefined: stdout. */
  readonly resultFile: string | undefined;
  /** Minimum percentage for the work to be complete. */
  readonly threshold: number;
  /** Time limit for all commands together in seconds; undefined: none of its own. */
  readonly timeoutSeconds: number | undefined;
  /** What happens below the threshold; undefined: the step fails. */
  readonly onIncomplete: OnIncomplete | undefined;
  readonly position: Position;
}

/** Completes the work and validates again, at most `maxAttempts` times. */
export interface OnIncomplete {
  /** They may use `${validation.gaps}`, `${validation.missing}`, `${validation.completion}`, … */
  readonly handler: readonly HandlerStep[];
  readonly maxAttempts: number;
  /** If still incomplete after the last attempt: fail, or continue with a warning. */
  readonly failWorkflow: boolean;
  /** Each run of the handler must move HEAD. */
  readonly commitRequired: boolean;
}

/** Commands that must pass after a step. */
export interface StepValidation {
  readonly checks: readonly StepCheck[];
  /** How many of them must pass. */
  readonly atLeast: number;
  /** Maximum executions of the step while its checks fail. */
  readonly maxAttempts: number;
  readonly retryDelaySeconds: number;
  /** Time limit for all checks together in seconds; undefined: none of its own. */
  readonly timeoutSeconds: number | undefined;
  /** Whether failing checks are only a warning. */
  readonly ignoreFailure: boolean;
}

/** A command that passes or fails. */
export interface StepCheck {
  readonly command: TextCommand;
  readonly exitCode: number;
  /** Text or regular expression that its output must contain; undefined: not checked. */
  readonly output: string | undefined;
}
