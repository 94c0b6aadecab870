import { Env } from '../../../contract/environment';
import { interpolate } from '../../../language/interpolate';
import type { Validation } from '../../../language/workflow';
import type { RunStep } from '../run-step';
import type { Setting } from '../setting';
import { stepName } from '../step-failed';
import type { Captures } from './capture';
import { environmentOf, textScope } from './environment';
import { type HandlerEnd, type LastRun, runHandler } from './run-handler';
import { within } from './time-limit';
import { toldOf } from './told';
import { COMPLETE, failedResult, resultIn, type ValidationResult } from './validation-result';

/** The result of validating the work of a step. */
export interface Judged {
  readonly result: ValidationResult;
  readonly captures: Captures;
  /** What ran last: a validating command, or without one the step itself. */
  readonly last: LastRun;
}

/** Run the validating commands, and read their result. */
export async function judge(validate: Validation, done: LastRun, around: Setting, run: RunStep): Promise<Judged> {
  const limited = within(validate.timeoutSeconds, around);
  const env = { ...around.env, [Env.VALIDATION]: 'true' };
  const setting = { ...limited, env, values: { ...around.values, ...toldOf(done.step, done.ran) } };
  const commands = validate.commands.map((step) => ({ step, continueOnError: false }));
  const name = `the validation of ${stepName(around.phase, done.step)}`;
  const putBack = commands.length > 0 ? await withoutOldResult(validate, around) : undefined;
  const came = await runHandler(commands, name, setting, run);
  const { captures, last = done } = came;
  const values = { ...around.values, ...captures };
  const result = await resultOf(validate, came, { ...around, values });
  await putBack?.();
  return { result, captures, last };
}

/**
 * Move an existing result file out of the way, since it is not from these commands.
 * @returns restores it if they wrote none: it may be a file of the repository.
 */
async function withoutOldResult(
  { resultFile }: Validation,
  setting: Setting,
): Promise<(() => Promise<void>) | undefined> {
  if (resultFile === undefined) return undefined;
  const { checkout } = setting;
  const path = await resultPath(resultFile, setting);
  const old = await checkout.read(path);
  if (old === null) return undefined;
  await checkout.remove(path);
  return async () => ((await checkout.read(path)) === null ? checkout.write(path, old) : undefined);
}

const resultPath = async (written: string, setting: Setting): Promise<string> =>
  interpolate(written, textScope(await environmentOf(setting), setting));

async function resultOf(
  { resultFile }: Validation,
  { last, failure }: HandlerEnd,
  setting: Setting,
): Promise<ValidationResult> {
  if (failure !== undefined) return failedResult(failure);
  if (resultFile !== undefined) return resultInFile(resultFile, setting);
  if (last === undefined) return COMPLETE;
  const { step, ran } = last;
  const found = resultIn(ran.output);
  if (found !== undefined || step.command.kind !== 'claude') return found ?? COMPLETE;
  return failedResult(`the answer of '${step.label}' ${noResult(ran.output)}, or let it write a 'result_file'`);
}

async function resultInFile(written: string, setting: Setting): Promise<ValidationResult> {
  const environment = await environmentOf(setting);
  const path = await resultPath(written, setting);
  const text = await setting.checkout.read(path);
  if (text === null) return failedResult(`'${path}' must hold the result, got no such file: write it while validating`);
  const readable = environment.masking.hide(text);
  return resultIn(readable) ?? failedResult(`'${path}' ${noResult(readable)}`);
}

/** Maximum number of characters of an invalid result in a message. */
const SHOWN = 80;

function noResult(text: string): string {
  const shown = text.trim() === '' ? 'nothing' : JSON.stringify(text.trim().slice(0, SHOWN));
  return `must hold JSON with 'completion_percentage' from 0 to 100, got ${shown}: ask for it in the command`;
}
