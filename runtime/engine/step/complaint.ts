import { interpolate } from '../../../language/interpolate';
import type { Step } from '../../../language/workflow';
import { CheckoutBroken } from '../../ports/workspace';
import { Interrupted } from '../engine';
import type { Ran } from '../run-command';
import type { Setting } from '../setting';
import { stepName, withExcerpt } from '../step-failed';
import { capturesOf } from './capture';
import { commitWork } from './commit';
import { environmentOf, textScope } from './environment';

/**
 * Complete an execution: write its output file, and commit what it left.
 * @param start commit before the step.
 * @returns why the execution does not count as a success; undefined if it does.
 */
export async function complaintAbout(
  step: Step,
  ran: Ran,
  start: string,
  setting: Setting,
): Promise<string | undefined> {
  const name = stepName(setting.phase, step);
  const isFailure = ran.timedOut || (ran.exitCode !== 0 && !Object.hasOwn(step.onExitCode, ran.exitCode));
  if (isFailure && ran.problem !== undefined) return `${name} ${ran.problem}`;
  if (ran.timedOut)
    return withExcerpt(`${name} was stopped after ${Math.round(ran.durationMs / 1000)} s`, ran.complaint);
  if (isFailure) return withExcerpt(`${name} failed with exit code ${ran.exitCode}`, ran.complaint);
  try {
    capturesOf(step, ran);
    await writeOutput(step, ran, setting);
    await commitWork(step, start, setting);
  } catch (error) {
    if (error instanceof Interrupted || error instanceof CheckoutBroken) throw error;
    return `${name} ${(error as Error).message}`;
  }
  if (!step.commitRequired || (await setting.checkout.head()) !== start) return undefined;
  return `${name} must make a commit, got none: ${step.autoCommit ? 'let it change a file' : 'commit in the step'}, or remove 'commit_required'`;
}

/** Also write the output to a file if the step says so. */
async function writeOutput({ outputFile }: Step, ran: Ran, setting: Setting): Promise<void> {
  if (outputFile === undefined) return;
  const path = interpolate(outputFile, textScope(await environmentOf(setting), setting));
  await setting.checkout.write(path, ran.output).catch((error: Error) => {
    throw new Error(`cannot write its 'output_file': ${error.message}`);
  });
}
