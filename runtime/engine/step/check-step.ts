import { Env } from '../../../contract/environment';
import { compilePattern } from '../../../language/patterns/linear-pattern';
import type { Step, StepCheck, StepValidation } from '../../../language/workflow';
import { Interrupted } from '../engine';
import type { Ran } from '../run-command';
import type { Setting } from '../setting';
import { excerpt, stepName, withExcerpt } from '../step-failed';
import { capturesOf } from './capture';
import type { Execution } from './retry';
import { runText } from './run-text';
import { within } from './time-limit';
import { toldOf } from './told';

/**
 * Execute a step, and repeat it after `retry_delay` while its `step_validate` commands do not pass, at most
 * `max_attempts` times in all. A failed execution is neither checked nor repeated here. If the checks never pass, the
 * step fails (and its `on_failure` applies), or only warns with `ignore_validation_failure`.
 *
 * @param execute executes the step for the n-th time, from 1.
 * @param settingOf what its checks run with, known once the step was executed.
 * @throws Interrupted if the signal fired.
 */
export async function untilChecked(
  step: Step,
  execute: (number: number) => Promise<Execution>,
  settingOf: () => Setting,
): Promise<Execution> {
  const { stepValidate: validation } = step;
  for (let number = 1; ; number += 1) {
    const came = await execute(number);
    if (validation === undefined || came.complaint !== undefined || came.tolerated || came.skipped) return came;
    const setting = settingOf();
    const complaint = await complaintOfChecks(step, validation, came.ran, setting);
    if (complaint === undefined) return came;
    const { clock } = setting.engine;
    const pause = validation.retryDelaySeconds * 1000;
    if (number >= validation.maxAttempts || clock.now() + pause > (setting.deadline ?? Infinity)) {
      if (!validation.ignoreFailure) return { ...came, complaint, errorType: 'ValidationFailed' };
      setting.log.warn(`${complaint}\nthe run goes on: 'ignore_validation_failure' is set`);
      return came;
    }
    const next = `execution ${number + 1} of ${validation.maxAttempts} follows in ${validation.retryDelaySeconds} s`;
    setting.log.warn(`${complaint}\n${next}`, { execution: number });
    await clock.sleep(pause, setting.signal);
    if (setting.signal.aborted) throw new Interrupted();
  }
}

/** Run the checks until enough have passed; undefined if they have. */
async function complaintOfChecks(
  step: Step,
  { checks, atLeast, timeoutSeconds }: StepValidation,
  ran: Ran,
  around: Setting,
): Promise<string | undefined> {
  const values = { ...around.values, ...toldOf(step, ran), ...capturesOf(step, ran) };
  const env = { ...around.env, [Env.VALIDATION]: 'true' };
  const setting = { ...within(timeoutSeconds, around), values, env };
  const failures: string[] = [];
  for (const [index, check] of checks.entries()) {
    const failure = await failureOf(check, step, setting);
    if (failure !== undefined) failures.push(failure);
    if (index + 1 - failures.length >= atLeast) return undefined;
  }
  const passed = checks.length - failures.length;
  const rule = `${stepName(around.phase, step)} must pass ${atLeast} of its ${checks.length} checks`;
  return `${rule}, passed ${passed}: ${failures.join('; ')}`;
}

/** What is wrong with the result of a check; undefined if it passes. It runs in the step's folder. */
async function failureOf(check: StepCheck, step: Step, setting: Setting): Promise<string | undefined> {
  const { text } = check.command;
  const ran = await runText(check.command, step, setting);
  if (ran.problem !== undefined) return `'${text}' ${ran.problem}`;
  if (ran.timedOut) return `'${text}' was stopped after ${Math.round(ran.durationMs / 1000)} s`;
  if (ran.exitCode !== check.exitCode)
    return withExcerpt(`'${text}' ended with exit code ${ran.exitCode}, not ${check.exitCode}`, ran.complaint);
  if (check.output === undefined || isIn(ran.output, check.output)) return undefined;
  return `'${text}' must print '${check.output}', got ${JSON.stringify(excerpt(ran.output))}`;
}

/** As plain text, or as a regular expression if it is one. */
function isIn(output: string, wanted: string): boolean {
  if (output.includes(wanted)) return true;
  const pattern = compilePattern(wanted);
  return pattern.ok && pattern.value.foundIn(output);
}
