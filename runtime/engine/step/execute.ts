import { AgentMetric } from '../../../contract/metrics';
import { SpanAttribute, SpanName } from '../../../contract/tracing';
import type { Step } from '../../../language/workflow';
import { traced } from '../../ports/tracer';
import type { Ran } from '../run-command';
import type { RunStep } from '../run-step';
import type { Setting } from '../setting';
import { forEach } from './foreach';
import { runText } from './run-text';
import { writeFile } from './write-file';

/**
 * Execute the command of a step once, whatever its kind.
 * @param run runs nested steps completely.
 * @throws StepFailed if a secret has no value; Interrupted if the signal fired.
 */
export async function execute(step: Step, setting: Setting, run: RunStep): Promise<Ran> {
  const { phase, engine } = setting;
  const { kind } = step.command;
  const attributes = { [SpanAttribute.PHASE]: phase, [SpanAttribute.STEP]: step.label, [SpanAttribute.KIND]: kind };
  return traced(engine.tracer, SpanName.STEP, attributes, async (tell) => {
    const ran = await byKind(step, setting, run);
    const outcome = ran.timedOut ? 'timed_out' : ran.exitCode === 0 ? 'succeeded' : 'failed';
    tell({ [SpanAttribute.OUTCOME]: outcome });
    engine.meter?.measure(AgentMetric.STEP_DURATION, { phase, kind, outcome }, ran.durationMs / 1000);
    return ran;
  });
}

async function byKind(step: Step, setting: Setting, run: RunStep): Promise<Ran> {
  const { command } = step;
  switch (command.kind) {
    case 'write_file':
      return writeFile(command, step, setting);
    case 'foreach':
      return forEach(command, step, setting, run);
    default:
      return runText(command, step, setting, step.timeoutSeconds);
  }
}
