import type { Step, TextCommand } from '../../../language/workflow';
import { type Prepared, processOf, type Ran, runCommand } from '../run-command';
import type { Setting } from '../setting';
import { cannotRun } from './cannot-run';
import { secondsLeft, within } from './time-limit';

/**
 * Run a text that belongs to a step, for example the command that it is. One that cannot begin fails as one that ran.
 * @param timeoutSeconds for it and for what its variables take. Default: no limit of its own.
 * @throws StepFailed where a secret has no value; Interrupted where the signal fired.
 */
export async function runText(
  command: TextCommand,
  step: Step,
  setting: Setting,
  timeoutSeconds?: number,
): Promise<Ran> {
  const limited = within(timeoutSeconds, setting);
  let process: Prepared;
  try {
    process = await processOf(command, limited, step.workingDir);
  } catch (error) {
    return cannotRun(error as Error, step, setting);
  }
  return runCommand(command, process, setting, secondsLeft(limited));
}
