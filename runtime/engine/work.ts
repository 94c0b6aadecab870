import { SpanAttribute, SpanName } from '../../contract/tracing';
import type { MapReduceWorkflow } from '../../language/workflow';
import { traced } from '../ports/tracer';
import { ItemFailed, type ItemResult, ItemReturned, type ItemTask } from '../ports/work-queue';
import { type AttemptCheckout, CheckoutBroken, SubmoduleUnusable } from '../ports/workspace';
import type { Drain } from './drain';
import type { Engine } from './engine';
import { runTemplate } from './run-template';
import { setupForItems } from './setup-outputs';
import type { Captures } from './step/capture';

/** Milliseconds to keep an item that this agent cannot work on. */
const RETURN_MS = 1000;

/**
 * Take items, one at a time, until the signal fires; the current item is then given back. If the run drains, the
 * current item is the last.
 * @param drain lets the current step end within its grace period, and with it the item if it is the last step. Default:
 * the item is given back at once.
 * @throws what kept this agent from working on an item, for example an unreachable workspace.
 */
export async function work(engine: Engine<MapReduceWorkflow>, signal: AbortSignal, drain?: Drain): Promise<void> {
  let setup: Promise<Captures> | undefined;
  const handle = (task: ItemTask): Promise<ItemResult> => {
    setup ??= setupForItems(engine);
    const given = setup;
    const begin = () => tracedAttempt(engine, task, given, drain?.told);
    return drain ? drain.during(begin) : begin();
  };
  const { draining } = engine;
  const enough = draining === undefined ? signal : AbortSignal.any([signal, draining]);
  await engine.queue.take(handle, drain?.over ?? signal, enough);
}

/** An attempt, traced as a span. */
function tracedAttempt(
  engine: Engine<MapReduceWorkflow>,
  task: ItemTask,
  setup: Promise<Captures>,
  told?: AbortSignal,
): Promise<ItemResult> {
  const attributes = {
    [SpanAttribute.RUN]: engine.run.runId,
    [SpanAttribute.ITEM]: task.item.id,
    [SpanAttribute.ATTEMPT]: task.attempt,
  };
  return traced(engine.tracer, SpanName.ITEM, attributes, async (tell) => {
    const result = await attempt(engine, task, setup, told);
    tell({ [SpanAttribute.OUTCOME]: result.commit === null ? 'unchanged' : 'submitted' });
    return result;
  });
}

async function attempt(
  engine: Engine<MapReduceWorkflow>,
  task: ItemTask,
  setup: Promise<Captures>,
  told?: AbortSignal,
): Promise<ItemResult> {
  const given = await setup;
  const began = engine.clock.now();
  // The clock may be set back meanwhile.
  const elapsed = (): number => Math.max(0, engine.clock.now() - began);
  const checkout = await open(engine, task);
  try {
    await runTemplate(engine, task, checkout, given, told);
    return { attempt: task.attempt, commit: await checkout.submit(), durationMs: elapsed() };
  } catch (error) {
    const details = { durationMs: elapsed(), agent: engine.run.agent };
    if (error instanceof ItemFailed) throw new ItemFailed(error.message, { ...error.failure, ...details });
    if (!CHECKOUT_FAULTS.some((fault) => error instanceof fault)) throw error;
    throw new ItemFailed((error as Error).message, { errorType: 'WorktreeError', ...details });
  } finally {
    await checkout.close();
  }
}

/** Faults that fail the item and not the run, besides those of its steps. */
const CHECKOUT_FAULTS = [CheckoutBroken, SubmoduleUnusable];

/** If somebody else has the attempt, there is no hurry to take the next. */
async function open(engine: Engine, { item, attempt: number, signal }: ItemTask): Promise<AttemptCheckout> {
  try {
    return await engine.workspace.openAttempt(item.id, number);
  } catch (error) {
    if (error instanceof ItemReturned) await engine.clock.sleep(RETURN_MS, signal);
    throw error;
  }
}
