import { interpolate } from '../../language/interpolate';
import type { Scope } from '../../language/scope';
import type { Step } from '../../language/workflow';

/** A step that would run. */
export interface PlannedStep {
  readonly line: number;
  readonly kind: Step['command']['kind'];
  /** The command with all values that are known already; other references are left as written. */
  readonly text: string;
  readonly when?: string;
  /** Nested steps, and steps that run depending on how it ended; undefined: none. */
  readonly inner?: readonly InnerSteps[];
}

/** Steps of a step. */
export interface InnerSteps {
  /** The key that they are listed under, such as `on_failure` or `on_exit_code 3`. */
  readonly key: string;
  readonly steps: readonly PlannedStep[];
}

/** What a step would do, including its nested steps. */
export function plannedStep(step: Step, scope: Scope): PlannedStep {
  const { command, position, when } = step;
  const text = interpolate(textOf(command), scope);
  const inner = innerSteps(step)
    .filter(([, steps]) => steps.length > 0)
    .map(([key, steps]) => ({ key, steps: steps.map((each) => plannedStep(each, scope)) }));
  const checks = plannedChecks(step, scope);
  const all = checks.length === 0 ? inner : [...inner, { key: 'step_validate', steps: checks }];
  const common = { line: position.line, kind: command.kind, text };
  return { ...common, ...(when !== undefined && { when }), ...(all.length > 0 && { inner: all }) };
}

/** In the order in which they would run. */
function innerSteps({ command, validate, onFailure, onExitCode, onSuccess }: Step): [string, readonly Step[]][] {
  return [
    ['do', command.kind === 'foreach' ? command.steps : []],
    ['validate', validate?.commands ?? []],
    ['on_incomplete', (validate?.onIncomplete?.handler ?? []).map(({ step }) => step)],
    ['on_failure', (onFailure?.handler ?? []).map(({ step }) => step)],
    ...Object.entries(onExitCode).map(([code, steps]): [string, readonly Step[]] => [`on_exit_code ${code}`, steps]),
    ['on_success', onSuccess],
  ];
}

/** Checks have no position of their own. */
const plannedChecks = ({ stepValidate, position: { line } }: Step, scope: Scope): PlannedStep[] =>
  (stepValidate?.checks ?? []).map(({ command: { kind, text } }) => ({ line, kind, text: interpolate(text, scope) }));

function textOf(command: Step['command']): string {
  if (command.kind === 'write_file') return command.path;
  if (command.kind !== 'foreach') return command.text;
  return Array.isArray(command.items) ? command.items.join(', ') : (command.items as { readonly text: string }).text;
}
