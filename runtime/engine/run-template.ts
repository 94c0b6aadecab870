import { itemVariables } from '../../language/item-scope';
import type { MapReduceWorkflow, Step } from '../../language/workflow';
import type { Log } from '../ports/log';
import { ItemFailed, ItemReturned, type ItemTask } from '../ports/work-queue';
import type { AttemptCheckout } from '../ports/workspace';
import { AttemptTime } from './attempt-time';
import { type Engine, Interrupted } from './engine';
import { endOf, type StepEnd } from './run-step';
import type { Setting } from './setting';
import type { Captures } from './step/capture';
import { StepFailed, stepName } from './step-failed';

/**
 * Run the steps of an attempt, within the time that `timeout_config` allows.
 * @param given what `${…}` may refer to besides the item.
 * @param told fires when no further step should begin. Default: never.
 * @throws ItemFailed if a step fails, or the time is up and that is a failure; ItemReturned if steps were not begun.
 */
export async function runTemplate(
  engine: Engine<MapReduceWorkflow>,
  task: ItemTask,
  checkout: AttemptCheckout,
  given: Captures,
  told?: AbortSignal,
): Promise<void> {
  const { item, attempt, signal, spend } = task;
  const { timeout, agentTemplate } = engine.workflow.map;
  const time = new AttemptTime(timeout, engine.clock, signal);
  const index = Number(item.id.replace(/^item_/, ''));
  let values: Captures = { ...given, ...itemVariables(item, index, task.total) };
  let last: string | undefined;
  try {
    for (const step of agentTemplate) {
      const log = engine.log.child({ phase: 'map', item: item.id, attempt, step: step.label });
      if (told?.aborted) throw goesBack(`${item.id} is given back before '${step.label}': this agent is stopping`, log);
      log.info(`${item.id}: ${step.label}`);
      const history = { run: async () => checkout.start, step: last };
      const setting = { engine, checkout, phase: 'map', values, history, log, spend, signal: time.signal };
      const end = await withinTime(step, setting, time, signal);
      if (end === undefined) return;
      values = { ...values, ...end.captures };
      last = end.start ?? last;
    }
  } finally {
    time.stop();
  }
}

/** What begins after SIGTERM will hardly finish: another agent does the whole item, without counting an attempt. */
function goesBack(reason: string, log: Log): ItemReturned {
  log.info(reason);
  return new ItemReturned(reason);
}

/** The result of a step; undefined if the time is up and what was committed so far should be kept. */
async function withinTime(
  step: Step,
  setting: Setting,
  time: AttemptTime,
  around: AbortSignal,
): Promise<StepEnd | undefined> {
  const seconds = time.secondsFor(step);
  try {
    const limited = seconds === undefined ? step : { ...step, timeoutSeconds: seconds };
    return await endOf(limited, { ...setting, graceSeconds: time.graceSeconds });
  } catch (error) {
    if (error instanceof Interrupted && time.isUp && !around.aborted) {
      const { agentSeconds } = time;
      return outOfTime(step, setting, `${stepName('map', step)} was stopped: the item's ${agentSeconds} s are over`);
    }
    if (!(error instanceof StepFailed)) throw error;
    if (error.errorType === 'Timeout' && seconds !== undefined) return outOfTime(step, setting, error.message);
    throw new ItemFailed(error.message, { errorType: error.errorType, step: step.label });
  }
}

/** @throws ItemFailed unless `timeout_action` is to keep what was committed. */
function outOfTime(step: Step, { engine, log }: Setting, message: string): undefined {
  const { workflow } = engine;
  if (workflow.mode !== 'mapreduce' || workflow.map.timeout.action !== 'graceful')
    throw new ItemFailed(message, { errorType: 'Timeout', step: step.label, outOfTime: true });
  log.warn(`${message}: what was committed is kept, as 'timeout_action' says`);
  return undefined;
}
