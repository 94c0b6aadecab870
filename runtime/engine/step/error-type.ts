import type { ErrorType } from '../../../contract/journal';
import type { Step } from '../../../language/workflow';
import type { Ran } from '../run-command';

/** An execution that does not count as a success. */
interface Failed {
  readonly ran: Pick<Ran, 'timedOut' | 'exitCode'>;
  /** Set if it is known already and the exit code does not tell. */
  readonly errorType?: ErrorType;
}

/** Kind of failure of an execution that does not count as a success. */
export function errorTypeOf(step: Step, { ran: { timedOut, exitCode }, errorType }: Failed): ErrorType {
  if (errorType !== undefined) return errorType;
  if (timedOut) return 'Timeout';
  if (exitCode !== 0) return { CommandFailed: { exit_code: exitCode } };
  // It exited with 0, so a commit is missing or wrong, or its output is not as declared.
  return step.commitRequired || step.commit !== undefined ? 'CommitValidationFailed' : 'ValidationFailed';
}
