import type { z } from 'zod';
import { DEFAULT_STREAMS, plainStep } from '../model/defaults';
import { phasePlace } from '../schema/mapreduce';
import { onFailurePlace, stepPlace } from '../schema/step';
import type { Capture, KeyPositions, OnFailure, Phase, Step, TextCommand } from '../workflow';
import type { YamlPath } from '../yaml/plain-value';
import { isMapping, type Reader } from './reader';

/** How many steps a list must have. */
export type StepCount = 'any' | 'some';

/**
 * The steps of a phase: a list, or a mapping with the list as `commands`.
 * Wrong steps are left out; the reader's findings say so.
 */
export function readPhase(reader: Reader, value: unknown, path: YamlPath, atLeast: StepCount): Phase {
  if (!isMapping(value)) return { steps: readSteps(reader, value, path, atLeast), timeoutSeconds: undefined };
  const phase = reader.mapping(value, path, phasePlace);
  const steps = phase ? readSteps(reader, phase.commands, [...path, 'commands'], atLeast) : [];
  return { steps, timeoutSeconds: undefined };
}

/** A list of steps. */
export function readSteps(reader: Reader, value: unknown, path: YamlPath, atLeast: StepCount): Step[] {
  const rule = atLeast === 'some' ? 'a list with at least one step' : 'a list of steps';
  if (!Array.isArray(value) || (atLeast === 'some' && value.length === 0)) {
    reader.mustBe(rule, path, value);
    return [];
  }
  return value.map((step, index) => readStep(reader, step, [...path, index])).filter((step) => step !== undefined);
}

function readStep(reader: Reader, value: unknown, path: YamlPath): Step | undefined {
  if (typeof value === 'string') {
    reader.error("a step as plain text is not supported yet: write 'claude: …' or 'shell: …'", path);
    return undefined;
  }
  const step = reader.mapping(value, path, stepPlace);
  if (!step) return undefined;
  const command = readCommand(reader, value, step, path, stepPlace.unsupported);
  const onFailure = readOnFailure(reader, step.on_failure, [...path, 'on_failure']);
  if (!command) return undefined;
  const label = step.name ?? firstLine(command.text);
  return {
    ...plainStep({ label, command, position: reader.source.at(path), keys: keysOf(reader, value, path) }),
    commitRequired: step.commit_required,
    capture: captureOf(step.capture_output),
    timeoutSeconds: step.timeout,
    onFailure,
  };
}

/** Where the keys of a mapping stand. */
export const keysOf = (reader: Reader, value: unknown, path: YamlPath): KeyPositions =>
  Object.fromEntries(Object.keys(value as object).map((key) => [key, reader.source.atKey([...path, key])]));

function captureOf(written: boolean | string): Capture | undefined {
  if (written === false) return undefined;
  return { name: written === true ? undefined : written, format: 'string', streams: DEFAULT_STREAMS };
}

type Commands = Pick<z.output<typeof stepPlace.shape>, 'shell' | 'claude'>;

/** The one command of a mapping. Where a command was complained about already, none is said to be missing. */
function readCommand(
  reader: Reader,
  value: unknown,
  { shell, claude }: Commands,
  path: YamlPath,
  unsupported: readonly string[],
): TextCommand | undefined {
  const place = typeof path.at(-1) === 'string' ? `'${path.at(-1)}'` : 'a step';
  if (shell !== undefined && claude !== undefined) {
    reader.error(`${place} must have one command, got 'shell' and 'claude': make two steps of it`, path);
    return undefined;
  }
  if (shell !== undefined) return { kind: 'shell', text: shell };
  if (claude !== undefined) return { kind: 'claude', text: claude };
  const commands = ['shell', 'claude', ...unsupported];
  if (!Object.keys(value as object).some((key) => commands.includes(key))) {
    reader.error(`${place} must have one command, got none: add 'shell' or 'claude'`, path);
  }
  return undefined;
}

function readOnFailure(reader: Reader, value: unknown, path: YamlPath): OnFailure | undefined {
  if (value === undefined) return undefined;
  const form = Array.isArray(value) ? 'a list' : typeof value === 'string' ? 'plain text' : undefined;
  if (form !== undefined || typeof value === 'boolean') {
    const what = `'on_failure' as ${form ?? value}`;
    reader.error(`${what} is not supported yet: write one mapping with 'claude' or 'shell'`, path);
    return undefined;
  }
  const handler = reader.mapping(value, path, onFailurePlace);
  const command = handler && readCommand(reader, value, handler, path, onFailurePlace.unsupported);
  if (!command) return undefined;
  return {
    handler: [{ step: handlerStep(reader, command, value, path), continueOnError: false }],
    strategy: 'recovery',
    maxAttempts: handler.max_attempts,
    failWorkflow: handler.fail_workflow,
    commitRequired: handler.commit_required,
    timeoutSeconds: undefined,
    capture: {},
    handlerFailureFatal: false,
    position: reader.source.at(path),
  };
}

const handlerStep = (reader: Reader, command: TextCommand, value: unknown, path: YamlPath): Step =>
  plainStep({
    label: firstLine(command.text),
    command,
    position: reader.source.at(path),
    keys: keysOf(reader, value, path),
  });

const firstLine = (text: string): string => text.trim().split('\n', 1)[0]!.trim();
