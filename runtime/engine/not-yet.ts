import { isDeepStrictEqual } from 'node:util';
import { type Finding, formatFinding } from '../../language/finding';
import { DEFAULT_POLICY, DEFAULT_TIMEOUT } from '../../language/model/defaults';
import type { KeyPositions, OnFailure, Phase, Position, SetupPhase, Step, Workflow } from '../../language/workflow';

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

const TOP: Position = { line: 1, column: 1 };

function* missing(workflow: Workflow): Generator<Missing> {
  const top = { keys: workflow.keys, position: TOP };
  if (workflow.mode === 'standard') yield* inSteps(workflow.commands);
  else {
    yield* inPhase(top, 'setup', workflow.setup);
    yield* inMap(workflow);
    yield* inPhase(top, 'reduce', workflow.reduce);
  }
  if (workflow.merge) yield* inPhase(top, 'merge', workflow.merge);
}

function* inPhase(top: Part, name: string, phase: Phase | SetupPhase): Generator<Missing> {
  const { position } = at(top, name);
  if (phase.timeoutSeconds !== undefined) yield { key: `${name}.timeout`, position };
  yield* inSteps(phase.steps);
}

function* inMap({ map, errorPolicy, keys }: Extract<Workflow, { mode: 'mapreduce' }>): Generator<Missing> {
  if (!isDeepStrictEqual(map.timeout, DEFAULT_TIMEOUT))
    yield at(map, 'timeout_config' in map.keys ? 'timeout_config' : 'agent_timeout_secs');
  if (!isDeepStrictEqual(errorPolicy, DEFAULT_POLICY)) {
    const policyKeys = ['error_policy', 'on_item_failure', 'continue_on_failure', 'max_failures', 'failure_threshold'];
    const key = policyKeys.find((name) => Object.hasOwn(keys, name)) ?? 'error_collection';
    yield at({ keys, position: TOP }, key);
  }
  yield* inSteps(map.agentTemplate);
}

function* inSteps(steps: readonly Step[]): Generator<Missing> {
  for (const step of steps) {
    yield* inStep(step);
    if (step.onFailure !== undefined) yield* inHandling(step, step.onFailure);
  }
}

function* inStep(step: Step): Generator<Missing> {
  const { command } = step;
  if (command.kind === 'write_file' || command.kind === 'foreach') yield at(step, command.kind);
  const used: Readonly<Record<string, boolean>> = {
    outputs: Object.keys(step.outputs).length > 0,
    retry: step.retry !== undefined,
    on_success: step.onSuccess.length > 0,
    on_exit_code: Object.keys(step.onExitCode).length > 0,
    validate: step.validate !== undefined,
    step_validate: step.stepValidate !== undefined,
    auto_commit: step.autoCommit,
    commit_config: step.commit !== undefined,
  };
  for (const key of Object.keys(used)) if (used[key]) yield at(step, key);
}

/** A handler is one command, run once before each further execution. */
function* inHandling(step: Step, onFailure: OnFailure): Generator<Missing> {
  const { position, handler } = onFailure;
  const told = (key: string): Missing => ({ key: `on_failure.${key}`, position });
  if (onFailure.strategy !== 'recovery') yield told('strategy');
  if (onFailure.timeoutSeconds !== undefined) yield told('timeout');
  if (Object.keys(onFailure.capture).length > 0) yield told('capture');
  if (onFailure.handlerFailureFatal) yield told('handler_failure_fatal');
  if (handler.length > 1) yield { key: 'on_failure with several commands', position };
  for (const { step: own, continueOnError } of handler) {
    yield* inStep(own);
    if (continueOnError) yield told('continue_on_error');
    if (own.timeoutSeconds !== undefined) yield told('timeout');
    if (own.capture !== undefined) yield told('capture_output');
    if (own.commitRequired) yield told('commit_required');
    if (own.onFailure !== undefined) yield told('on_failure');
  }
  if (handler.length === 0 && onFailure.maxAttempts > 1) yield at(step, 'on_failure');
}

/** At the key, or where it is unknown at what holds it. */
const at = ({ keys, position }: Part, key: string): Missing => ({
  key,
  position: Object.hasOwn(keys, key) ? (keys[key] as Position) : position,
});
