import { renderValue } from '../../../language/scope';
import type { OnIncomplete, Step, Validation } from '../../../language/workflow';
import type { Ran } from '../run-command';
import type { RunStep } from '../run-step';
import type { Setting } from '../setting';
import { StepFailed, stepName, withExcerpt } from '../step-failed';
import type { Captures } from './capture';
import { type Judged, judge } from './judge';
import { type HandlerEnd, runHandler } from './run-handler';
import { toldOf } from './told';
import type { ValidationResult } from './validation-result';

/**
 * Check that the work of a successful step is complete: validate it, and below the threshold have `on_incomplete`
 * complete it and validate again, until it is complete, `on_incomplete` fails or its attempts are used up. Work that
 * stays incomplete fails the step for good: `on_failure` is for its command.
 *
 * The result is in `result_file`; without one it is the JSON that the last command prints. If a shell command prints
 * none, its success means complete; Claude's success means nothing, so its answer must contain one. Commands that fail,
 * and results that cannot be read, count as 0 %.
 *
 * @param done the step's result.
 * @returns captures of the step, its validation and its completion.
 * @throws StepFailed if the work stays incomplete and that is a failure.
 */
export async function validated(
  step: Step,
  { ran, captures: before }: { readonly ran: Ran; readonly captures: Captures },
  setting: Setting,
  run: RunStep,
): Promise<Captures> {
  const { validate } = step;
  if (validate === undefined) return before;
  const { onIncomplete, threshold } = validate;
  const name = stepName(setting.phase, step);
  let captures = before;
  for (let round = 1; ; round += 1) {
    const judged = await judge(
      validate,
      { step, ran },
      { ...setting, values: { ...setting.values, ...captures } },
      run,
    );
    captures = { ...captures, ...judged.captures };
    if (judged.result.completion >= threshold) {
      setting.log.info(`${name} is ${judged.result.completion} % complete`);
      return captures;
    }
    const complaint = complaintOf(name, threshold, judged.result);
    if (onIncomplete === undefined || round > onIncomplete.maxAttempts)
      return incomplete(onIncomplete, complaint, captures, setting);
    setting.log.warn(complaint, { round });
    const inside = { ...setting, values: { ...setting.values, ...captures, ...tell(judged, validate, round) } };
    const completed = await complete(onIncomplete, `on_incomplete of ${name}`, inside, run);
    captures = { ...captures, ...completed.captures };
    if (completed.failure !== undefined)
      return incomplete(onIncomplete, `${complaint}\n${completed.failure}`, captures, setting);
  }
}

function complaintOf(name: string, threshold: number, { completion, missing, gaps }: ValidationResult): string {
  const lacks = missing.length > 0 ? missing.map(renderValue).join(', ') : isEmpty(gaps) ? '' : renderValue(gaps);
  return withExcerpt(`${name} must be complete to ${threshold} %, got ${completion} %`, lacks);
}

const isEmpty = (value: unknown): boolean =>
  value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

/**
 * What `on_incomplete` may refer to: `${validation.completion}`, `.missing`, `.missing_count`, `.status`,
 * `.implemented`, `.gaps` (if the result has none, what is missing), `.attempt_number` from 1, and any other field of
 * the result; also `${shell.output}` and the like of the command that printed the result.
 */
function tell({ result, last }: Judged, { threshold }: Validation, round: number): Captures {
  const { completion, status, implemented, missing, gaps, fields } = result;
  const own = { completion, completion_percentage: completion, status, implemented, missing, threshold };
  const lacking = { missing_count: missing.length, gaps: isEmpty(gaps) ? missing : gaps, attempt_number: round };
  return { ...toldOf(last.step, last.ran), validation: { ...fields, ...own, ...lacking } };
}

/** One round of `on_incomplete`. */
async function complete(
  { handler, commitRequired }: OnIncomplete,
  name: string,
  setting: Setting,
  run: RunStep,
): Promise<HandlerEnd> {
  const before = await setting.checkout.head();
  const came = await runHandler(handler, name, setting, run);
  if (came.failure !== undefined) return { ...came, failure: `${name} failed: ${came.failure}` };
  if (!commitRequired || (await setting.checkout.head()) !== before) return came;
  return { ...came, failure: `${name} must make a commit, got none: commit in it, or remove 'commit_required'` };
}

function incomplete(
  onIncomplete: OnIncomplete | undefined,
  complaint: string,
  captures: Captures,
  setting: Setting,
): Captures {
  if (onIncomplete === undefined || onIncomplete.failWorkflow) throw new StepFailed(complaint, 'ValidationFailed');
  setting.log.warn(`${complaint}\nthe run goes on: 'fail_workflow' is false`);
  return captures;
}
