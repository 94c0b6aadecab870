import { interpolate } from '../../../language/interpolate';
import { laidOut } from '../../../language/laid-out';
import type { Scope } from '../../../language/scope';
import type { Step, WriteFile } from '../../../language/workflow';
import type { Ran } from '../run-command';
import type { Setting } from '../setting';
import { cannotRun } from './cannot-run';
import { environmentOf, textScope } from './environment';
import { withoutProcess } from './without-process';

/** Write a file in the checkout; the step's output is the file's path. If writing fails, an existing file stays. */
export async function writeFile(command: WriteFile, step: Step, setting: Setting): Promise<Ran> {
  let scope: Scope;
  try {
    scope = textScope(await environmentOf(setting), setting);
  } catch (error) {
    return cannotRun(error as Error, step, setting);
  }
  const path = interpolate(command.path, scope);
  const { mode, createDirs } = command;
  try {
    await setting.checkout.write(path, laidOut(command, scope), { mode, createDirs });
  } catch (error) {
    return withoutProcess({ problem: `cannot write its file: ${(error as Error).message}` });
  }
  setting.log.info(`wrote ${path}`);
  return withoutProcess({ output: `${path}\n` });
}
