import type { Step, Workflow } from './workflow';

/** Whether a step of the workflow or a handler calls Claude: its agents then need a key and HTTPS. */
export function usesClaude(workflow: Workflow): boolean {
  const steps =
    workflow.mode === 'standard'
      ? workflow.commands
      : [...workflow.setup.steps, ...workflow.map.agentTemplate, ...workflow.reduce.steps];
  return [...steps, ...(workflow.merge?.steps ?? [])].some(callsClaude);
}

/** The step itself, or one that it may run. */
function callsClaude(step: Step): boolean {
  const { command, onFailure, onSuccess, onExitCode, validate, stepValidate } = step;
  if (command.kind === 'claude' || (command.kind === 'foreach' && command.steps.some(callsClaude))) return true;
  if (stepValidate?.checks.some((check) => check.command.kind === 'claude')) return true;
  const handlers = [...(onFailure?.handler ?? []), ...(validate?.onIncomplete?.handler ?? [])];
  const steps = [...handlers.map((handler) => handler.step), ...onSuccess, ...Object.values(onExitCode).flat()];
  return [...steps, ...(validate?.commands ?? [])].some(callsClaude);
}
