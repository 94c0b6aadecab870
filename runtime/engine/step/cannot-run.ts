import type { Step } from '../../../language/workflow';
import { CheckoutBroken } from '../../ports/workspace';
import { type Engine, Interrupted } from '../engine';
import type { Ran } from '../run-command';
import type { Setting } from '../setting';
import { StepFailed, stepName } from '../step-failed';
import { withoutProcess } from './without-process';

/** Code by which shells tell that a command was not executed: none of its own, which `on_exit_code` may expect. */
const NOT_EXECUTED = 126;

/**
 * What an execution came to that did not begin, since a value cannot be had or handed over, or its folder is missing: a
 * failure like any other, which a handler may mend and the next execution may not meet.
 * @throws StepFailed where a secret has no value: no handler gets it either, and a run must not go on without it as after
 *   a failure that it may ignore; the error itself where it is none of the step's.
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
