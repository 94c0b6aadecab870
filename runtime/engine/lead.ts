import type { RunOutcome } from '../../contract/journal';
import type { MapReduceWorkflow, StandardWorkflow } from '../../language/workflow';
import type { Leadership } from '../ports/election';
import { LeadershipLost } from '../ports/journal';
import { QueueBroken } from '../ports/work-queue';
import { CheckoutBroken, HistoryRewritten, SnapshotTooLarge, SubmoduleUnusable } from '../ports/workspace';
import type { Drain } from './drain';
import type { Engine } from './engine';
import { Interrupted } from './engine';
import { listItems } from './list-items';
import type { MapTurn } from './policy/map-watch';
import { reduceVariables } from './reduce-variables';
import { runMap } from './run-map';
import { runMerge } from './run-merge';
import { runPhase } from './run-phase';
import { stateOf } from './run-state';
import { leftBySetup } from './setup-outputs';
import { StepFailed } from './step-failed';
import { Turn } from './turn';

/**
 * Lead a run from wherever its journal says it is until its end.
 * @param signal fires when this agent is to stop.
 * @param drain lets the current step end within its grace period. Default: it is ended at once.
 * @returns `finished` if the run is over, `interrupted` if the signal fired first, `drained` if the run was to pause
 * and nothing is in progress any more.
 * @throws LeadershipLost if another agent leads now; WorkspaceUnreachable.
 */
export async function lead(
  engine: Engine,
  leadership: Leadership,
  signal: AbortSignal,
  drain?: Drain,
): Promise<'finished' | 'interrupted' | 'drained'> {
  const state = stateOf(await engine.journal.read());
  if (state.finished) return 'finished';
  const stop = AbortSignal.any([signal, leadership.lost]);
  const turn = new Turn(engine, leadership, state, stop, engine.log.child({ fencing: leadership.fencing }), drain);
  try {
    const { outcome, reason } = await toTheEnd(turn);
    await turn.record({ type: 'finished', outcome, reason });
    return 'finished';
  } catch (error) {
    if (leadership.lost.aborted) throw new LeadershipLost();
    if (signal.aborted && error instanceof Interrupted) return 'interrupted';
    if (engine.draining?.aborted && error instanceof Interrupted) return 'drained';
    throw error;
  }
}

interface Ending {
  readonly outcome: RunOutcome;
  readonly reason?: string;
}

/** Faults of the workflow's steps. */
const STEPS_FAULTS = [StepFailed, HistoryRewritten, CheckoutBroken, SubmoduleUnusable];

/** Faults that no other leader could fix either. */
const REFUSALS = [SnapshotTooLarge, QueueBroken];

/** Faults of the run itself end it; anything else is a problem of this agent and is rethrown. */
async function toTheEnd(turn: Turn): Promise<Ending> {
  try {
    await everyPhase(turn);
    return await publish(turn);
  } catch (error) {
    if (STEPS_FAULTS.some((fault) => error instanceof fault)) return failed(turn, 'failed', error as Error);
    if (REFUSALS.some((fault) => error instanceof fault)) return failed(turn, 'refused', error as Error);
    throw error;
  }
}

function failed(turn: Turn, outcome: 'failed' | 'refused', error: Error): Ending {
  turn.log.error(error.message);
  return { outcome, reason: error.message };
}

async function everyPhase(turn: Turn): Promise<void> {
  if (turn.state.result !== undefined) return;
  const { workflow } = turn.engine;
  if (workflow.mode === 'standard') await standard(turn, workflow);
  else await mapReduce(turn, workflow);
  if (workflow.merge !== undefined) await runMerge(turn, workflow.merge);
}

async function standard(turn: Turn, workflow: StandardWorkflow): Promise<void> {
  await runPhase(turn, 'commands', workflow.commands, {});
}

/** Without items there is nothing to reduce. */
async function mapReduce(turn: Turn, workflow: MapReduceWorkflow): Promise<void> {
  await runPhase(turn, 'setup', workflow.setup.steps, {}, workflow.setup.timeoutSeconds);
  if ((await listItems(turn, workflow.map)) === 0) {
    turn.log.warn(`'map.input' gave no items: nothing to map, reduce is not run`);
    return;
  }
  await runMap(turn as MapTurn);
  const { steps, timeoutSeconds } = workflow.reduce;
  const given = steps.length === 0 ? {} : { ...leftBySetup(turn), ...reduceVariables(turn.state) };
  await runPhase(turn, 'reduce', steps, given, timeoutSeconds);
}

async function publish(turn: Turn): Promise<Ending> {
  const answer = await turn.engine.workspace.publish(turn.state.result, turn.leadership);
  if (!answer.published && answer.unchanged) return { outcome: 'complete' };
  if (!answer.published) return { outcome: 'unpublished', reason: answer.reason };
  turn.log.info(`result is ${answer.commit} on ${answer.branch}`);
  if (answer.pullRequest !== undefined) turn.log.info(`pull request: ${answer.pullRequest}`);
  if (answer.warning !== undefined) turn.log.warn(answer.warning);
  return { outcome: 'complete' };
}
