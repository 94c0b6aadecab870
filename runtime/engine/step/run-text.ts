import { Limit } from '../../../contract/limits';
import type { Step, TextCommand } from '../../../language/workflow';
import { Interrupted } from '../engine';
import { type Prepared, processOf, type Ran, runCommand } from '../run-command';
import type { Setting } from '../setting';
import { StepFailed, stepName } from '../step-failed';
import { secondsFor } from './time-limit';

/** Run a text that belongs to a step, for example the command that it is. Default: no limit of its own. */
export async function runText(
  command: TextCommand,
  step: Step,
  setting: Setting,
  timeoutSeconds?: number,
): Promise<Ran> {
  const process = await prepared(command, step, setting);
  return runCommand(command, process, setting, secondsFor(timeoutSeconds, setting));
}

/** Whether an output may have lost its beginning: of a longer one only the end is kept, and no half character. */
export const mayBeCut = ({ output }: Ran): boolean => Buffer.byteLength(output) > Limit.STEP_OUTPUT_BYTES - 4;

/** A command whose values cannot be handed over fails as one that ran. */
function prepared(command: TextCommand, step: Step, setting: Setting): Promise<Prepared> {
  return processOf(command, setting, step.workingDir).catch((error: Error) => {
    if (error instanceof Interrupted) throw error;
    throw new StepFailed(`${stepName(setting.phase, step)} cannot run: ${error.message}`);
  });
}
