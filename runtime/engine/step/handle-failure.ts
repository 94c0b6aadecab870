import { interpolate } from '../../../language/interpolate';
import { Scope } from '../../../language/scope';
import type { OnFailure, Step } from '../../../language/workflow';
import type { Ran } from '../run-command';
import type { RunStep } from '../run-step';
import type { Setting } from '../setting';
import { StepFailed, stepName } from '../step-failed';
import type { Captures } from './capture';
import { within } from './time-limit';

/** Most characters of a failed command's output in a handler's text; Linux bounds an argument at 128 KiB. */
const HANDLER_OUTPUT = 30_000;

/** What failed, and how. */
export interface Failure {
  readonly step: Step;
  readonly ran: Ran;
  readonly complaint: string;
  /** Number of the execution, from 1. */
  readonly execution: number;
}

/** What a handler came to. */
export interface Handled {
  /** Whether each of its commands succeeded, those apart that may fail. */
  readonly helped: boolean;
  /** What later steps may read. */
  readonly captures: Captures;
}

/**
 * Run a handler's commands, one after the other; they may name the failed output and what was wrong.
 * @param run runs a step of the handler, with all that belongs to it.
 * @throws StepFailed where the handler fails and that is fatal.
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
  let captures: Captures = {};
  let output = '';
  try {
    for (const { step, continueOnError } of onFailure.handler) {
      const end = await run(step, { ...inside, values: { ...inside.values, ...captures } }).catch((error: Error) => {
        if (!continueOnError || !(error instanceof StepFailed)) throw error;
        setting.log.warn(`${name} goes on: ${error.message}`);
      });
      captures = { ...captures, ...end?.captures };
      output += end?.ran?.everything ?? '';
    }
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    if (onFailure.handlerFailureFatal) throw new StepFailed(`${name} failed: ${error.message}`);
    setting.log.warn(`${name} did not help: ${error.message}`);
    return { helped: false, captures };
  }
  if (onFailure.commitRequired && (await setting.checkout.head()) === before)
    setting.log.warn(`${name} made no commit`);
  return { helped: true, captures: { ...captures, ...captured(onFailure, output.trimEnd(), inside.values, captures) } };
}

/** The handler's commands see the failure as values and their attempt as a variable. */
function settingOf({ timeoutSeconds }: OnFailure, failure: Failure, setting: Setting): Setting {
  const { ran, execution } = failure;
  const output = ending(ran.everything.trimEnd());
  const fields = Object.entries({
    output,
    exit_code: ran.exitCode,
    stderr: ending(ran.stderr.trimEnd()),
    success: false,
  });
  const attempt: [string, unknown] = ['attempt', execution];
  const told = ['shell', 'test', 'last', ...(failure.step.command.kind === 'claude' ? ['claude'] : [])];
  const values = told.flatMap((kind) => [...fields, attempt].map(([field, value]) => [`${kind}.${field}`, value]));
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
    values: { ...setting.values, ...Object.fromEntries(values), ...error },
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

/** The end of an output that is to be part of an argument: that is where commands say what is wrong. */
function ending(output: string): string {
  const left = output.length - HANDLER_OUTPUT;
  return left <= 0 ? output : `[${left} characters left out]\n${output.slice(left)}`;
}
