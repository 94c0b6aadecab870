import type { Position } from './position';
import type { Step } from './step';

/**
 * What happens when a step fails: the handler runs, then the step again, up to `maxAttempts` executions of the step in
 * total. Without a handler only `failWorkflow` applies.
 */
export interface OnFailure {
  /** Run in order; they may use the failed output as `${shell.output}`. Empty: no handler. */
  readonly handler: readonly HandlerStep[];
  /** Purpose of the handler. Only `recovery` reruns the step by default; others need `max_attempts`. */
  readonly strategy: HandlerStrategy;
  /** Executions of the step. 1: it is not rerun, and the handler replaces it. */
  readonly maxAttempts: number;
  /** After the last attempt: fail, or continue as if the step had succeeded. */
  readonly failWorkflow: boolean;
  /** The handler must move HEAD; if it does not, the run continues with a warning. */
  readonly commitRequired: boolean;
  /** Time limit for the whole handler in seconds; undefined: none of its own. */
  readonly timeoutSeconds: number | undefined;
  /** Variables for later steps, from the handler's combined output: name → `handler_output` or a reference. */
  readonly capture: Readonly<Record<string, string>>;
  /** Whether a failing handler ends the run; otherwise it counts as one that did not help. */
  readonly handlerFailureFatal: boolean;
  readonly position: Position;
}

/** A step of a handler. */
export interface HandlerStep {
  readonly step: Step;
  /** Whether to continue with the next step if this one fails. */
  readonly continueOnError: boolean;
}

/**
 * `recovery`: repair, then rerun the step; `fallback`: do it another way; `cleanup`: tidy up, then fail; `custom`:
 * anything else.
 */
export type HandlerStrategy = 'recovery' | 'fallback' | 'cleanup' | 'custom';
