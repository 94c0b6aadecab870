import type { LeaderPhase } from '../../contract/journal';
import type { Step } from '../../language/workflow';
import type { Checkout } from '../ports/workspace';
import { Interrupted } from './engine';
import type { Ran } from './run-command';
import type { PhaseState } from './run-state';
import { endOf, type StepEnd } from './run-step';
import { saveSetup } from './save-setup';
import type { History, Setting } from './setting';
import type { Captures } from './step/capture';
import { outputsOf } from './step/capture-outputs';
import type { Turn } from './turn';

/**
 * Run the remaining steps of a leader phase, record each, and move the session to the last commit.
 * @param timeoutSeconds of the phase as a whole, counted from where this leader starts it.
 * @param given what `${…}` may refer to besides outputs of the phase's own steps.
 */
export async function runPhase(
  turn: Turn,
  phase: Exclude<LeaderPhase, 'merge'>,
  steps: readonly Step[],
  given: Captures,
  timeoutSeconds?: number,
): Promise<void> {
  const past = turn.state.phases[phase];
  if (past.done) return;
  const { workspace } = turn.engine;
  const deadline = deadlineIn(turn, timeoutSeconds);
  const first = await startOf(turn, phase, past, steps.length);
  if (first === 0 && phase === 'reduce') await workspace.refreshSession(await turn.session(), turn.leadership);
  for (const [index, step] of [...steps.entries()].slice(first)) {
    const session = await turn.session();
    const own = index === 0 ? {} : turn.state.phases[phase].variables;
    const last = index === 0 ? undefined : turn.state.phases[phase].lastStart;
    const values = { ...given, ...own };
    const { captures, ran, start } = await leaderStep(turn, phase, step, session, { values, deadline, last });
    const variables = { ...captures, ...leftBySetup(turn, phase, index, ran) };
    const { head, checkpoint } = await workspace.saveSession(session, turn.leadership);
    await turn.record({ type: 'step', phase, index, head, start, checkpoint, variables });
  }
  if (phase === 'setup' && steps.length > 0) await saveSetup(turn);
  const { head } = turn.state.phases[phase];
  if (head !== undefined) await workspace.advanceSession(head, turn.leadership);
  await turn.record({ type: 'phase', phase });
}

/** What a step of setup passes on to later phases. */
function leftBySetup(
  { engine: { workflow } }: Turn,
  phase: LeaderPhase,
  index: number,
  ran: Ran | undefined,
): Captures {
  return phase === 'setup' && workflow.mode === 'mapreduce' ? outputsOf(workflow.setup, index, ran) : {};
}

/** Deadline of a phase that starts or resumes now; undefined: none. */
export const deadlineIn = ({ engine }: Turn, timeoutSeconds: number | undefined): number | undefined =>
  timeoutSeconds === undefined ? undefined : engine.clock.now() + timeoutSeconds * 1000;

/** Input of a leader's step. */
interface Given extends Pick<Setting, 'values' | 'deadline'> {
  /** Commit before the step that ran last in the phase; undefined if none has run. */
  readonly last: string | undefined;
}

/** Run a step in the session's checkout. */
export async function leaderStep(
  turn: Turn,
  phase: LeaderPhase,
  step: Step,
  checkout: Checkout,
  { values, deadline, last }: Given,
): Promise<StepEnd> {
  if (turn.signal.aborted || turn.engine.draining?.aborted) throw new Interrupted();
  const log = turn.log.child({ phase, step: step.label });
  log.info(`${phase}: ${step.label}`);
  const { engine, spend } = turn;
  const around = { engine, checkout, phase, values, deadline, history: historyOf(turn, last), log, spend };
  return turn.inHand((signal) => endOf(step, { ...around, signal }));
}

/** What changes are counted from in a leader's step. */
export const historyOf = ({ engine }: Turn, last: string | undefined): History => ({
  run: () => engine.workspace.base(),
  step: last,
});

/**
 * Index of the first step to run. If the last recorded checkout could not be saved, a phase starts over at its first
 * step; setup does so even if only its snapshot for the items is missing.
 */
async function startOf(turn: Turn, phase: LeaderPhase, past: PhaseState, steps: number): Promise<number> {
  const carried = past.stepsDone === 0 || turn.state.checkpoint !== null;
  if (carried || (past.stepsDone === steps && phase !== 'setup')) return past.stepsDone;
  await turn.openAt(past.start);
  return 0;
}
