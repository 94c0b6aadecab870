import { holds, parseCondition } from '../../language/expressions/condition';
import { interpolate } from '../../language/interpolate';
import { checked } from '../../language/parsed';
import type { OnFailure, Step, TextCommand } from '../../language/workflow';
import { Interrupted } from './engine';
import { processOf, type Ran, runCommand } from './run-command';
import type { Setting } from './setting';
import { type Captures, capturesOf } from './step/capture';
import { conditionScope, environmentOf, stepVariables, textScope } from './step/environment';
import { excerpt, StepFailed, stepName } from './step-failed';

/** Most characters of a failed command's output in a handler's text; Linux bounds an argument at 128 KiB. */
const HANDLER_OUTPUT = 30_000;

/**
 * Run a step to its end, handlers and repeated executions included.
 * @returns what it captured.
 * @throws StepFailed where the phase or item may not go on; Interrupted where the signal fired.
 */
export async function runStep(step: Step, around: Setting): Promise<Captures> {
  return (await endOf(step, around)).captures;
}

/** What a step came to. */
export interface StepEnd {
  readonly captures: Captures;
  /** Its last execution; undefined where it was skipped. */
  readonly ran?: Ran;
}

/** Like {@link runStep}, for those who look at the output as well. */
export async function endOf(step: Step, around: Setting): Promise<StepEnd> {
  if (!(await isDue(step, around))) return { captures: {} };
  const setting = { ...around, env: await stepVariables(step.env, around) };
  const before = await setting.checkout.head();
  const most = step.onFailure?.maxAttempts ?? 1;
  for (let execution = 1; ; execution += 1) {
    const ran = await run(step, stepName(setting.phase, step), setting);
    const complaint = await complaintAbout(step, ran, before, setting);
    if (complaint === undefined) return { captures: capturesOf(step, ran), ran };
    if (step.onFailure === undefined) throw new StepFailed(complaint);
    if (execution >= most) return exhausted(step, step.onFailure, ran, complaint, setting);
    setting.log.warn(complaint, { execution });
    await handle(step, step.onFailure, ran, setting);
  }
}

/** A step whose condition does not hold is left out, and says so. */
async function isDue({ when }: Step, setting: Setting): Promise<boolean> {
  if (when === undefined) return true;
  const scope = conditionScope(await environmentOf(setting), setting);
  if (holds(checked('when', parseCondition(when)), scope)) return true;
  setting.log.info(`skipped, since its condition does not hold: ${when}`);
  return false;
}

/** The one kind of command that is run yet; see `notYetRun`. */
function textCommand({ command }: Step): TextCommand {
  if (command.kind === 'shell' || command.kind === 'claude') return command;
  throw new StepFailed(`a step '${command.kind}' cannot run`);
}

/** A command whose values cannot be handed over fails as one that ran. */
async function run(step: Step, name: string, setting: Setting): Promise<Ran> {
  const command = textCommand(step);
  const process = await processOf(command, setting, step.workingDir).catch((error: Error) => {
    throw error instanceof Interrupted ? error : new StepFailed(`${name} cannot run: ${error.message}`);
  });
  return runCommand(command, process, setting, step.timeoutSeconds);
}

/** Why an execution does not count as success; undefined where it does. */
async function complaintAbout(step: Step, ran: Ran, before: string, setting: Setting): Promise<string | undefined> {
  const name = stepName(setting.phase, step);
  if (ran.timedOut) return withOutput(`${name} was stopped after ${step.timeoutSeconds} s`, ran);
  if (ran.exitCode !== 0) return withOutput(`${name} failed with exit code ${ran.exitCode}`, ran);
  if (step.commitRequired && (await setting.checkout.head()) === before)
    return `${name} must make a commit, got none: commit in the step, or remove 'commit_required'`;
  try {
    capturesOf(step, ran);
    await writeOutput(step, ran, setting);
    return undefined;
  } catch (error) {
    return `${name} ${(error as Error).message}`;
  }
}

/** What the step printed goes into a file as well, where it says so. */
async function writeOutput({ outputFile }: Step, ran: Ran, setting: Setting): Promise<void> {
  if (outputFile === undefined) return;
  const path = interpolate(outputFile, textScope(await environmentOf(setting), setting));
  await setting.checkout.write(path, ran.output).catch((error: Error) => {
    throw new Error(`cannot write its 'output_file': ${error.message}`);
  });
}

function exhausted(step: Step, onFailure: OnFailure, ran: Ran, complaint: string, setting: Setting): StepEnd {
  if (onFailure.failWorkflow) throw new StepFailed(complaint);
  setting.log.warn(`${complaint}\nthe run goes on: 'fail_workflow' is not set`);
  // What a failed step printed need not be of the format that it promises.
  const capture = step.capture && { ...step.capture, format: 'string' as const };
  return { captures: capturesOf({ ...step, capture }, ran), ran };
}

/** The handler sees the failed command's output; where it fails itself, so does the step. */
async function handle(
  step: Step,
  { handler, commitRequired }: OnFailure,
  failed: Ran,
  setting: Setting,
): Promise<void> {
  const name = `the on_failure handler of ${stepName(setting.phase, step)}`;
  const output = ending(failed.everything.trimEnd());
  const values = { ...setting.values, 'shell.output': output, 'shell.exit_code': failed.exitCode };
  const before = await setting.checkout.head();
  const ran = await run(handler[0]!.step, name, { ...setting, values });
  if (ran.exitCode !== 0) throw new StepFailed(withOutput(`${name} failed with exit code ${ran.exitCode}`, ran));
  if (commitRequired && (await setting.checkout.head()) === before) setting.log.warn(`${name} made no commit`);
}

/** The end of an output that is to be part of an argument: that is where commands say what is wrong. */
function ending(output: string): string {
  const left = output.length - HANDLER_OUTPUT;
  return left <= 0 ? output : `[${left} characters left out]\n${output.slice(left)}`;
}

function withOutput(text: string, ran: Ran): string {
  const lines = excerpt(ran.complaint);
  return lines === '' ? text : `${text}: ${lines}`;
}
