import type { ErrorType } from '../../../contract/journal';
import type { Step } from '../../../language/workflow';
import type { Ran } from '../run-command';

/** An execution that does not count as success. */
interface Failed {
  readonly ran: Pick<Ran, 'timedOut' | 'exitCode'>;
  /** Known already, where its exit code does not tell. */
  readonly errorType?: ErrorType;
}

/** What kind of failure an execution was that does not count as success. */
export function errorTypeOf(step: Step, { ran: { timedOut, exitCode }, errorType }: Failed): ErrorType {
  if (errorType !== undefined) return errorType;
  if (timedOut) return 'Timeout';
  if (exitCode !== 0) return { CommandFailed: { exit_code: exitCode } };
  // It exited well, so that a commit is missing, or its output is not what it promises.
  return step.commitRequired || step.commit !== undefined ? 'CommitValidationFailed' : 'ValidationFailed';
}
