import type { MapReduceWorkflow } from '../../language/workflow';
import type { Engine } from './engine';
import { type RunState, stateOf } from './run-state';
import type { Captures } from './step/capture';
import { setupOutputs } from './step/capture-outputs';

/** What setup's `capture_outputs` pass on to a phase of the leader. */
export const leftBySetup = ({ engine, state }: { readonly engine: Engine; readonly state: RunState }): Captures =>
  engine.workflow.mode === 'standard' ? {} : setupOutputs(engine.workflow.setup, state.phases.setup.variables);

/** The same for an agent, which asks the journal: setup is over once there are items. */
export async function setupForItems({ workflow, journal }: Engine<MapReduceWorkflow>): Promise<Captures> {
  if (Object.keys(workflow.setup.captureOutputs).length === 0) return {};
  return setupOutputs(workflow.setup, stateOf(await journal.read()).phases.setup.variables);
}
