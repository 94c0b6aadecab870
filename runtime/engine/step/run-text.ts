import type { Step, TextCommand } from '../../../language/workflow';
import { type Prepared, processOf, type Ran, runCommand } from '../run-command';
import type { Setting } from '../setting';
import { cannotRun } from './cannot-run';
import { secondsFor } from './time-limit';

/**
 * Run a text that belongs to a step, for example the command that it is. One that cannot begin fails as one that ran.
 * @param timeoutSeconds default: no limit of its own.
 * @throws StepFailed where a secret has no value; Interrupted where the signal fired.
 */
export async function runText(
  command: TextCommand,
  step: Step,
  setting: Setting,
  timeoutSeconds?: number,
): Promise<Ran> {
  let process: Prepared;
  try {
    process = await processOf(command, setting, step.workingDir);
  } catch (error) {
    return cannotRun(error as Error, step, setting);
  }
  return runCommand(command, process, setting, secondsFor(timeoutSeconds, setting));
}
