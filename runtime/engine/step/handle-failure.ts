import { interpolate } from '../../../language/interpolate';
import { Scope } from '../../../language/scope';
import type { OnFailure, Step } from '../../../language/workflow';
import type { Ran } from '../run-command';
import type { RunStep } from '../run-step';
import type { Setting } from '../setting';
import { StepFailed, stepName } from '../step-failed';
import type { Captures } from './capture';
import { runHandler } from './run-handler';
import { within } from './time-limit';
import { fieldsOf, toldOf, under } from './told';

/** A failed step, with its execution. */
export interface Failure {
  readonly step: Step;
  readonly ran: Ran;
  readonly complaint: string;
  /** Number of the execution, from 1. */
  readonly execution: number;
}

/** The result of a handler. */
export interface Handled {
  /** Whether all of its commands succeeded, except those that may fail. */
  readonly helped: boolean;
  /** Variables for later steps. */
  readonly captures: Captures;
}

/**
 * Run a handler's commands, one after the other; they may refer to the failed output and the error.
 * @param run runs a step of the handler completely.
 * @throws StepFailed if the handler fails and that is fatal.
 */
export async function handleFailure(
  onFailure: OnFailure,
  failure: Failure,
  setting: Setting,
  run: RunStep,
): Promise<Handled> {
  const name = `the on_failure handler of ${stepName(setting.phase, failure.step)}`;
  const before = await setting.checkout.head();
  const inside = settingOf(onFailure, failure, setting);
  const { captures, output, failure: reason } = await runHandler(onFailure.handler, name, inside, run);
  if (reason !== undefined) {
    if (onFailure.handlerFailureFatal) throw new StepFailed(`${name} failed: ${reason}`);
    setting.log.warn(`${name} did not help: ${reason}`);
    return { helped: false, captures };
  }
  if (onFailure.handler.length > 0 && onFailure.commitRequired && (await setting.checkout.head()) === before)
    setting.log.warn(`${name} made no commit`);
  return { helped: true, captures: { ...captures, ...captured(onFailure, output.trimEnd(), inside.values, captures) } };
}

/** The handler's commands get the failure as values and the attempt's number as a variable. */
function settingOf({ timeoutSeconds }: OnFailure, failure: Failure, setting: Setting): Setting {
  const { ran, execution } = failure;
  // A failed execution may have exited with 0.
  const told = { attempt: execution, success: false };
  const error = {
    'error.message': failure.complaint,
    'error.exit_code': ran.exitCode,
    'error.step': failure.step.label,
    'error.timestamp': new Date(setting.engine.clock.now()).toISOString(),
  };
  const env = { ...setting.env, TEST_ATTEMPT: String(execution), SHELL_ATTEMPT: String(execution) };
  return {
    ...within(timeoutSeconds, setting),
    env,
    values: {
      ...setting.values,
      ...toldOf(failure.step, ran, told),
      ...under(['test'], { ...fieldsOf(ran), ...told }),
      ...error,
    },
  };
}

/** `handler_output`, or a text with references. */
function captured({ capture }: OnFailure, output: string, values: Captures, own: Captures): Captures {
  const scope = new Scope({ ...values, ...own, 'handler.output': output, handler_output: output });
  const entries = Object.entries(capture).map(([name, source]) => [
    name,
    source === 'handler_output' ? output : interpolate(source, scope),
  ]);
  return Object.fromEntries(entries);
}
