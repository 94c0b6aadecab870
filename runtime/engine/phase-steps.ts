import type { Workflow } from '../../language/workflow';
import type { PhaseSteps } from '../ports/notice';

/** The phases of a workflow in the order in which they run; those without steps are left out, except map. */
export function phaseSteps(workflow: Workflow): PhaseSteps {
  const merge = ['merge', workflow.merge?.steps.length ?? 0] as const;
  const phases: PhaseSteps =
    workflow.mode === 'standard'
      ? [['commands', workflow.commands.length], merge]
      : [
          ['setup', workflow.setup.steps.length],
          ['map', workflow.map.agentTemplate.length],
          ['reduce', workflow.reduce.steps.length],
          merge,
        ];
  return phases.filter(([phase, steps]) => steps > 0 || phase === 'map');
}
