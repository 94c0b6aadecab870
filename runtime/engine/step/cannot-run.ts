import type { Step } from '../../../language/workflow';
import { CheckoutBroken } from '../../ports/workspace';
import { type Engine, Interrupted } from '../engine';
import type { Ran } from '../run-command';
import type { Setting } from '../setting';
import { StepFailed, stepName } from '../step-failed';
import { withoutProcess } from './without-process';

/** Shells' exit code for a command that was not executed: `on_exit_code` expects the command's own codes, not this. */
const NOT_EXECUTED = 126;

/**
 * The result of an execution that could not begin, because a value is missing or cannot be passed, or its folder is
 * missing: a failure like any other, which a handler may repair and the next execution may not meet.
 * @throws StepFailed if a secret has no value: no handler gets it either, and the run must not continue as after a
 * failure that may be ignored; the error itself if it is not the step's fault.
 */
export async function cannotRun(error: Error, step: Step, { engine, phase }: Setting): Promise<Ran> {
  if (error instanceof Interrupted || error instanceof CheckoutBroken) throw error;
  const problem = `cannot run: ${error.message}`;
  if (await lacksSecret(engine)) throw new StepFailed(`${stepName(phase, step)} ${problem}`);
  const timedOut = error instanceof StepFailed && error.errorType === 'Timeout';
  return withoutProcess({ problem, exitCode: NOT_EXECUTED, timedOut });
}

async function lacksSecret({ workflow, secretValues }: Engine): Promise<boolean> {
  if (Object.keys(workflow.secrets).length === 0) return false;
  return secretValues().then(
    () => false,
    () => true,
  );
}
