import type { Step, TextCommand } from '../../../language/workflow';
import { Interrupted } from '../engine';
import { processOf, type Ran, runCommand } from '../run-command';
import type { Setting } from '../setting';
import { StepFailed, stepName } from '../step-failed';
import { writeFile } from './write-file';

/**
 * Execute the command of a step once, whatever kind it is.
 * @throws StepFailed where it cannot begin; Interrupted where the signal fired.
 */
export async function execute(step: Step, setting: Setting): Promise<Ran> {
  const { command } = step;
  switch (command.kind) {
    case 'write_file':
      return writeFile(command, setting);
    case 'foreach':
      throw new StepFailed(`a step '${command.kind}' cannot run`);
    default:
      return runText(command, step, setting);
  }
}

/** A command whose values cannot be handed over fails as one that ran. */
async function runText(command: TextCommand, step: Step, setting: Setting): Promise<Ran> {
  const process = await processOf(command, setting, step.workingDir).catch((error: Error) => {
    if (error instanceof Interrupted) throw error;
    throw new StepFailed(`${stepName(setting.phase, step)} cannot run: ${error.message}`);
  });
  return runCommand(command, process, setting, secondsFor(step, setting));
}

/** Seconds that an execution may take: its own limit, or what is left of the time of what is around it. */
function secondsFor({ timeoutSeconds }: Step, { deadline, engine }: Setting): number | undefined {
  if (deadline === undefined || deadline === Infinity) return timeoutSeconds;
  const left = Math.max(0.001, (deadline - engine.clock.now()) / 1000);
  return Math.min(left, timeoutSeconds ?? Infinity);
}
