import { isMapping } from '../check/check-keys';
import { DEFAULT_ATTEMPTS, plainOnFailure, plainStep } from '../model/defaults';
import type { RawHandler, RawHandlerStep, RawOnFailure, RawStep } from '../schema/raw-step';
import { COMMANDS } from '../schema/step-notes';
import type { HandlerStep, OnFailure } from '../workflow';
import type { YamlPath } from '../yaml/plain-value';
import { textCommand } from './read-command';
import { isList, type Reading } from './reading';

/** `on_failure` in each of its forms; `false` is the same as omitting it. */
export function readOnFailure(reading: Reading, raw: RawOnFailure | undefined, path: YamlPath): OnFailure | undefined {
  if (raw === undefined || raw === false) return undefined;
  const position = reading.report.source.at(path);
  if (raw === true) return plainOnFailure({ maxAttempts: 1, position });
  if (typeof raw === 'string') return plainOnFailure({ handler: [textStep(reading, raw, path)], position });
  if (isList<RawHandlerStep | RawHandler>(raw))
    return plainOnFailure({ handler: readHandler(reading, raw as readonly RawHandlerStep[], path), position });
  return readMapping(reading, raw as RawHandler, path);
}

/** The steps of a handler. */
export const readHandler = (reading: Reading, raw: readonly RawHandlerStep[], path: YamlPath): HandlerStep[] =>
  raw.map((entry, index) => {
    const at = [...path, index];
    if (typeof entry === 'string') return textStep(reading, entry, at);
    return { step: reading.step(entry, at), continueOnError: entry.continue_on_error ?? false };
  });

/** A handler given as plain text. */
export function textStep({ report }: Reading, text: string, path: YamlPath): HandlerStep {
  const command = textCommand(text);
  const position = report.source.at(path);
  return { step: plainStep({ label: text.trim(), command, position, keys: {} }), continueOnError: false };
}

function readMapping(reading: Reading, raw: RawHandler, path: YamlPath): OnFailure {
  const { strategy = 'recovery', capture } = raw;
  const handler = handlerOf(reading, raw, path);
  const again = strategy === 'recovery' && raw.retry_original !== false && handler.length > 0;
  return plainOnFailure({
    handler,
    strategy,
    maxAttempts: raw.max_attempts ?? raw.max_retries ?? (again ? DEFAULT_ATTEMPTS : 1),
    failWorkflow: raw.fail_workflow ?? strategy === 'cleanup',
    commitRequired: raw.commit_required ?? true,
    timeoutSeconds: raw.timeout,
    capture: typeof capture === 'object' ? capture : {},
    handlerFailureFatal: raw.handler_failure_fatal ?? false,
    position: reading.report.source.at(path),
  });
}

/** Keys that control the handling and do not belong to the handler's step. */
const CONTROLS = new Set([
  ...['commands', 'strategy', 'max_attempts', 'max_retries', 'retry_original', 'fail_workflow', 'timeout'],
  ...['commit_required', 'handler_failure_fatal'],
]);

function handlerOf(reading: Reading, raw: RawHandler, path: YamlPath): HandlerStep[] {
  if (raw.commands !== undefined) return readHandler(reading, raw.commands, [...path, 'commands']);
  const own = Object.entries(raw).filter(
    ([key, value]) => !CONTROLS.has(key) && !(key === 'capture' && isMapping(value)),
  );
  const { shell, claude, ...rest } = Object.fromEntries(own) as unknown as RawStep;
  const both = shell !== undefined && claude !== undefined;
  const parts: RawStep[] = both
    ? [
        { ...rest, shell },
        { ...rest, claude },
      ]
    : [{ ...rest, shell, claude }];
  const steps = parts.filter((part) => hasCommand(part)).map((part) => reading.step(part, path));
  return steps.map((step) => ({ step, continueOnError: false }));
}

const hasCommand = (raw: RawStep): boolean =>
  COMMANDS.some((command) => raw[command] !== undefined) || raw.args !== undefined || raw.options !== undefined;
