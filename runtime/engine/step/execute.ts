import type { Step } from '../../../language/workflow';
import type { Ran } from '../run-command';
import type { RunStep } from '../run-step';
import type { Setting } from '../setting';
import { forEach } from './foreach';
import { runText } from './run-text';
import { writeFile } from './write-file';

/**
 * Execute the command of a step once, whatever kind it is.
 * @param run runs the steps that a command consists of, with all that belongs to them.
 * @throws StepFailed where it cannot begin; Interrupted where the signal fired.
 */
export async function execute(step: Step, setting: Setting, run: RunStep): Promise<Ran> {
  const { command } = step;
  switch (command.kind) {
    case 'write_file':
      return writeFile(command, setting);
    case 'foreach':
      return forEach(command, step, setting, run);
    default:
      return runText(command, step, setting, step.timeoutSeconds);
  }
}
