import { itemVariables } from '../../language/item-scope';
import type { MapReduceWorkflow } from '../../language/workflow';
import { ItemFailed, type ItemResult, ItemReturned, type ItemTask } from '../ports/work-queue';
import { type AttemptCheckout, CheckoutBroken, SubmoduleUnusable } from '../ports/workspace';
import type { Drain } from './drain';
import type { Engine } from './engine';
import { endOf } from './run-step';
import { setupForItems } from './setup-outputs';
import type { Captures } from './step/capture';
import { StepFailed } from './step-failed';

/** Milliseconds that an agent keeps an item that it cannot work on. */
const RETURN_MS = 1000;

/**
 * Take items, one at a time, until the signal fires; the item in hand then goes back unspent.
 * @param drain lets the item in hand end within its grace period. Default: it goes back at once.
 * @throws what stopped this agent from working on an item, for example a workspace out of reach.
 */
export async function work(engine: Engine<MapReduceWorkflow>, signal: AbortSignal, drain?: Drain): Promise<void> {
  let setup: Promise<Captures> | undefined;
  const handle = (task: ItemTask): Promise<ItemResult> => {
    setup ??= setupForItems(engine);
    const given = setup;
    return drain ? drain.during(() => attempt(engine, task, given)) : attempt(engine, task, given);
  };
  await engine.queue.take(handle, drain?.over ?? signal, signal);
}

async function attempt(
  engine: Engine<MapReduceWorkflow>,
  task: ItemTask,
  setup: Promise<Captures>,
): Promise<ItemResult> {
  const given = await setup;
  const began = engine.clock.now();
  const checkout = await open(engine, task);
  try {
    await runTemplate(engine, task, checkout, given);
    const commit = await checkout.submit();
    // A clock may be set back meanwhile.
    return { attempt: task.attempt, commit, durationMs: Math.max(0, engine.clock.now() - began) };
  } catch (error) {
    throw ITS_FAULTS.some((fault) => error instanceof fault) ? new ItemFailed((error as Error).message) : error;
  } finally {
    await checkout.close();
  }
}

/** What fails the item and not the run. */
const ITS_FAULTS = [StepFailed, CheckoutBroken, SubmoduleUnusable];

/** Where somebody else has the attempt, there is no hurry to take the next. */
async function open(engine: Engine, { item, attempt: number, signal }: ItemTask): Promise<AttemptCheckout> {
  try {
    return await engine.workspace.openAttempt(item.id, number);
  } catch (error) {
    if (error instanceof ItemReturned) await engine.clock.sleep(RETURN_MS, signal);
    throw error;
  }
}

async function runTemplate(
  engine: Engine<MapReduceWorkflow>,
  task: ItemTask,
  checkout: AttemptCheckout,
  given: Captures,
): Promise<void> {
  const { item, attempt: number, signal, spend } = task;
  const index = Number(item.id.replace(/^item_/, ''));
  let values: Captures = { ...given, ...itemVariables(item, index, task.total) };
  let last: string | undefined;
  for (const step of engine.workflow.map.agentTemplate) {
    const log = engine.log.child({ phase: 'map', item: item.id, attempt: number, step: step.label });
    log.info(`${item.id}: ${step.label}`);
    const history = { run: async () => checkout.start, step: last };
    const setting = { engine, checkout, phase: 'map', values, history, log, spend, signal };
    const { captures, start } = await endOf(step, setting);
    values = { ...values, ...captures };
    last = start ?? last;
  }
}
