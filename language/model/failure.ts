import type { Position } from './position';
import type { Step } from './step';

/**
 * What happens when a step fails: the handler runs, then the step again, at most `maxAttempts` executions of the step
 * in all. Without a handler only `failWorkflow` counts.
 */
export interface OnFailure {
  /** Run one after the other; they may name the failed output as `${shell.output}`. Empty: none. */
  readonly handler: readonly HandlerStep[];
  /** What the handler is for. `recovery` alone has the step run again unless `max_attempts` says so. */
  readonly strategy: HandlerStrategy;
  /** Executions of the step. 1: it is not run again, and what the handler did stands in its place. */
  readonly maxAttempts: number;
  /** In the end: fail, or go on as if the step had succeeded. */
  readonly failWorkflow: boolean;
  /** The handler must move HEAD, else the run goes on with a warning. */
  readonly commitRequired: boolean;
  /** Seconds that the handler may take as a whole; undefined: no limit of its own. */
  readonly timeoutSeconds: number | undefined;
  /** Variables for later steps from the handler's combined output: name → `handler_output` or a reference. */
  readonly capture: Readonly<Record<string, string>>;
  /** A handler that fails ends the run; else it counts as a handler that did not help. */
  readonly handlerFailureFatal: boolean;
  readonly position: Position;
}

/** A step of a handler. */
export interface HandlerStep {
  readonly step: Step;
  /** Go on with the next where this one fails. */
  readonly continueOnError: boolean;
}

/**
 * `recovery`: repair, then try again; `fallback`: do it another way; `cleanup`: leave nothing behind, then fail;
 * `custom`: anything else.
 */
export type HandlerStrategy = 'recovery' | 'fallback' | 'cleanup' | 'custom';
