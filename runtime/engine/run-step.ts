import type { OnFailure, Step } from '../../language/workflow';
import type { Ran } from './run-command';
import type { Setting } from './setting';
import { Beginning } from './step/beginning';
import { cannotRun } from './step/cannot-run';
import { type Captures, capturesOf, cutWarning } from './step/capture';
import { historyFor, outputFiles, since } from './step/changes';
import { untilChecked } from './step/check-step';
import { commitEnvironment } from './step/commit';
import { complaintAbout } from './step/complaint';
import { errorTypeOf } from './step/error-type';
import { execute } from './step/execute';
import { handleFailure } from './step/handle-failure';
import { type Execution, withRetries } from './step/retry';
import { validated } from './step/validate';
import { withoutProcess } from './step/without-process';
import { StepFailed } from './step-failed';

/**
 * Run a step to its end, including handlers and retries.
 * @returns what it captured.
 * @throws StepFailed if the phase or item cannot go on; Interrupted if the signal fired.
 */
export async function runStep(step: Step, around: Setting): Promise<Captures> {
  return (await endOf(step, around)).captures;
}

/** The result of a step. */
export interface StepEnd {
  readonly captures: Captures;
  /** Its last execution; undefined if it was skipped. */
  readonly ran?: Ran;
  /** Commit before it; undefined if it was skipped. */
  readonly start?: string;
}

/** Runs a step to its end; passed to steps that run nested steps, as {@link endOf}. */
export type RunStep = (step: Step, setting: Setting) => Promise<StepEnd>;

/** Like {@link runStep}, for callers that need the output as well. */
export async function endOf(step: Step, around: Setting): Promise<StepEnd> {
  const env = { ...around.env, ...commitEnvironment(step) };
  const computed = { printed: new Map<string, string>(), timeoutSeconds: step.timeoutSeconds };
  const outside = { ...around, env, computed, history: historyFor(step, around) };
  const beginning = new Beginning(step, outside);
  const { ran, captures } = await untilSuccess(step, beginning);
  if (ran === undefined) return { captures };
  const { setting } = beginning;
  const start = await beginning.commit();
  const known = { ...captures, ...(await outputFiles(step, start, setting)) };
  const after = [...(step.onExitCode[ran.exitCode] ?? []), ...(ran.exitCode === 0 ? step.onSuccess : [])];
  return { captures: await inTurn(after, known, since(start, setting)), ran, start };
}

/** Run steps one after the other; each sees the captures of those before it. */
async function inTurn(steps: readonly Step[], before: Captures, setting: Setting): Promise<Captures> {
  let captures = before;
  for (const step of steps)
    captures = { ...captures, ...(await runStep(step, { ...setting, values: { ...setting.values, ...captures } })) };
  return captures;
}

/** Execute a step, with its handler repairing failures, until it succeeds or its executions are used up. */
async function untilSuccess(step: Step, beginning: Beginning): Promise<StepEnd> {
  const { onFailure } = step;
  let captures: Captures = {};
  for (let execution = 1; ; execution += 1) {
    const known = captures;
    const once = (own: Step) => executed(own, beginning, known);
    const isFirst = (number: number) => execution === 1 && number === 1;
    const execute = (number: number) => (isFirst(number) ? withRetries(step, once, beginning.setting) : once(step));
    const came = await untilChecked(step, execute, () => knowing(known, beginning.setting));
    const { ran, complaint } = came;
    const { setting } = beginning;
    if (came.skipped) return { captures };
    const before = await beginning.commit();
    if (came.tolerated) return { captures: { ...captures, ...kept(step, ran) }, ran };
    if (complaint === undefined) {
      const warning = cutWarning(step, ran);
      if (warning !== undefined) setting.log.warn(warning);
      const done = { captures: { ...captures, ...capturesOf(step, ran) }, ran };
      return { captures: await validated(step, done, since(before, setting), endOf), ran };
    }
    if (onFailure === undefined) throw new StepFailed(complaint, errorTypeOf(step, came), ran);
    const isLast = execution >= onFailure.maxAttempts;
    if (isLast && onFailure.maxAttempts > 1)
      return exhausted(step, onFailure, { ...came, complaint, captures }, setting);
    setting.log.warn(complaint, { execution });
    const handled = await handleFailure(onFailure, { step, ran, complaint, execution }, since(before, setting), endOf);
    captures = { ...captures, ...handled.captures };
    if (!isLast) continue;
    const stands = handled.helped && onFailure.handler.length > 0 && !onFailure.failWorkflow;
    if (stands) return { captures: { ...kept(step, ran), ...captures }, ran };
    return exhausted(step, onFailure, { ...came, complaint, captures }, setting);
  }
}

/** A step that cannot begin counts as a failed execution. */
async function executed(step: Step, beginning: Beginning, known: Captures): Promise<Execution> {
  let isDue: boolean;
  try {
    isDue = await beginning.begin();
  } catch (error) {
    const ran = await cannotRun(error as Error, step, beginning.setting);
    return { ran, complaint: await complaintAbout(step, ran, await beginning.commit(), beginning.setting) };
  }
  if (!isDue) return { ran: withoutProcess({}), complaint: undefined, skipped: true };
  const setting = knowing(known, beginning.setting);
  const before = await beginning.commit();
  const ran = await execute(step, setting, endOf);
  return { ran, complaint: await complaintAbout(step, ran, before, setting) };
}

const knowing = (captures: Captures, setting: Setting): Setting => ({
  ...setting,
  values: { ...setting.values, ...captures },
});

function exhausted(
  step: Step,
  onFailure: OnFailure,
  failed: Execution & { readonly complaint: string; readonly captures: Captures },
  setting: Setting,
): StepEnd & { readonly ran: Ran } {
  const { ran, complaint, captures } = failed;
  if (onFailure.failWorkflow) throw new StepFailed(complaint, errorTypeOf(step, failed), ran);
  setting.log.warn(`${complaint}\nthe run goes on: 'fail_workflow' is not set`);
  return { captures: { ...captures, ...kept(step, ran) }, ran };
}

/** The output of a failed step need not have the declared format. */
function kept(step: Step, ran: Ran): Captures {
  const capture = step.capture && { ...step.capture, format: 'string' as const };
  return capturesOf({ ...step, capture }, ran);
}
