import { type Finding, formatFinding } from '../../language/finding';
import type { KeyPositions, Position, Step, Workflow } from '../../language/workflow';

/** Most findings that are told of a workflow. */
const MOST = 100;

/**
 * What a workflow asks for and the engine cannot do yet, each with its place: such a workflow is not run, since leaving
 * out a part of it would be worse.
 */
export function notYetRun(workflow: Workflow): Finding[] {
  return [...missing(workflow)].slice(0, MOST).map(({ key, position }) => ({
    severity: 'error',
    message: `'${key}' is not run yet by this version: remove it, or run this file with a later version`,
    file: workflow.file,
    ...position,
  }));
}

/** @throws Error with every finding of {@link notYetRun}, one per line, as `file:line:column: message`. */
export function mustBeRunnable(workflow: Workflow): void {
  const findings = notYetRun(workflow);
  if (findings.length > 0) throw new Error(findings.map(formatFinding).join('\n'));
}

interface Missing {
  readonly key: string;
  readonly position: Position;
}

type Part = { readonly keys: KeyPositions; readonly position: Position };

function* missing(workflow: Workflow): Generator<Missing> {
  if (workflow.mode === 'standard') yield* inSteps(workflow.commands);
  else {
    yield* inSteps(workflow.setup.steps);
    yield* inSteps(workflow.map.agentTemplate);
    yield* inSteps(workflow.reduce.steps);
  }
  if (workflow.merge) yield* inSteps(workflow.merge.steps);
}

function* inSteps(steps: readonly Step[]): Generator<Missing> {
  for (const step of steps) {
    yield* inStep(step);
    yield* inSteps([...ownSteps(step), ...step.onSuccess, ...Object.values(step.onExitCode).flat()]);
  }
}

/** What a step runs beside the steps that follow it. */
function ownSteps({ command, onFailure, validate }: Step): Step[] {
  const handlers = [...(onFailure?.handler ?? []), ...(validate?.onIncomplete?.handler ?? [])];
  const inside = command.kind === 'foreach' ? command.steps : [];
  return [...inside, ...handlers.map(({ step }) => step), ...(validate?.commands ?? [])];
}

/** Keys of a step that the engine does not know what to do with yet, and when a step has them: none is left. */
const NOT_YET: Readonly<Record<string, (step: Step) => boolean>> = {};

function* inStep(step: Step): Generator<Missing> {
  for (const [key, isUsed] of Object.entries(NOT_YET)) if (isUsed(step)) yield at(step, key);
}

/** At the key, or where it is unknown at what holds it. */
const at = ({ keys, position }: Part, key: string): Missing => ({
  key,
  position: Object.hasOwn(keys, key) ? (keys[key] as Position) : position,
});
