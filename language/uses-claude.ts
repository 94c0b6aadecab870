import type { Step, Workflow } from './workflow';

/** Whether a step of the workflow, or the handler of a step, calls Claude: its agents then need a key and HTTPS. */
export function usesClaude(workflow: Workflow): boolean {
  const steps =
    workflow.mode === 'standard'
      ? workflow.commands
      : [...workflow.setup, ...workflow.map.agentTemplate, ...workflow.reduce];
  return [...steps, ...(workflow.merge ?? [])].some(callsClaude);
}

const callsClaude = (step: Step): boolean =>
  step.command.kind === 'claude' || step.onFailure?.handler.kind === 'claude';
