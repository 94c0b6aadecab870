import type { HandlerStep, Step } from '../../../language/workflow';
import type { Ran } from '../run-command';
import type { RunStep } from '../run-step';
import type { Setting } from '../setting';
import { StepFailed } from '../step-failed';
import type { Captures } from './capture';

/** A step that ran, and its last execution. */
export interface LastRun {
  readonly step: Step;
  readonly ran: Ran;
}

/** The result of a handler's steps. */
export interface HandlerEnd {
  readonly captures: Captures;
  /** Their combined output. */
  readonly output: string;
  /** The step that ran last; undefined if none has. */
  readonly last: LastRun | undefined;
  /** Why it did not complete; undefined if it did. */
  readonly failure: string | undefined;
}

/**
 * Run the steps of a handler one after the other; each sees the captures of those before it. One that fails ends the
 * handler, unless it may fail.
 * @param name of the handler, for messages.
 */
export async function runHandler(
  handler: readonly HandlerStep[],
  name: string,
  around: Setting,
  run: RunStep,
): Promise<HandlerEnd> {
  let came: HandlerEnd = { captures: {}, output: '', last: undefined, failure: undefined };
  let setting = around;
  for (const { step, continueOnError } of handler) {
    const end = await run(step, setting).catch((error: Error) => error);
    if (end instanceof StepFailed && continueOnError) {
      setting.log.warn(`${name} goes on: ${end.message}`);
      continue;
    }
    if (end instanceof StepFailed) return { ...came, last: lastOf(step, end) ?? came.last, failure: end.message };
    if (end instanceof Error) throw end;
    const { ran } = end;
    const captures = { ...came.captures, ...end.captures };
    came = { ...came, captures, output: came.output + (ran?.everything ?? ''), last: lastOf(step, end) ?? came.last };
    setting = { ...setting, values: { ...setting.values, ...end.captures } };
  }
  return came;
}

const lastOf = (step: Step, { ran }: { readonly ran?: Ran }): LastRun | undefined => ran && { step, ran };
