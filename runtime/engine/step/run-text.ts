import type { Step, TextCommand } from '../../../language/workflow';
import { type Prepared, processOf, type Ran, runCommand } from '../run-command';
import type { Setting } from '../setting';
import { cannotRun } from './cannot-run';
import { secondsLeft, within } from './time-limit';

/**
 * Run a text of a step, for example its command. If it cannot begin, that counts as a failed run.
 * @param timeoutSeconds for it and for computing its variables. Default: no limit of its own.
 * @throws StepFailed if a secret has no value; Interrupted if the signal fired.
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
