import type { RawOnIncomplete, RawStep, RawValidate, RawValidation } from '../schema/raw-step';
import type { OnIncomplete, Step, StepCheck, StepValidation, Validation } from '../workflow';
import type { YamlPath } from '../yaml/plain-value';
import { textCommand } from './read-command';
import { readHandler, textStep } from './read-failure';
import { isList, type Reading, stepsIn } from './reading';

/** `validate`: a list of commands, or a mapping. */
export function readValidation(reading: Reading, raw: RawValidate | undefined, path: YamlPath): Validation | undefined {
  if (raw === undefined) return undefined;
  const whole: RawValidation = isList<unknown>(raw)
    ? { commands: raw as RawValidation['commands'] }
    : (raw as RawValidation);
  const at = isList<unknown>(raw) ? path : [...path, 'commands'];
  const commands =
    whole.commands === undefined ? ownCommands(reading, whole, path) : stepsIn(reading, whole.commands, at);
  if (commands.length === 0 && whole.result_file === undefined)
    reading.report.error("'validate' must have a command or a 'result_file', got none: add 'shell' or 'claude'", path);
  return {
    commands,
    resultFile: whole.result_file,
    threshold: whole.threshold ?? 100,
    timeoutSeconds: whole.timeout,
    onIncomplete: readOnIncomplete(reading, whole.on_incomplete, [...path, 'on_incomplete']),
    position: reading.report.source.at(path),
  };
}

/** The old form: a single command as a key of the mapping. */
function ownCommands(reading: Reading, { shell, claude, command }: RawValidation, path: YamlPath): Step[] {
  const given: RawStep[] = [];
  if (shell !== undefined) given.push({ shell });
  if (claude !== undefined) given.push({ claude });
  if (command !== undefined) given.push({ [textCommand(command).kind]: command });
  return given.map((raw) => reading.step(raw, path));
}

function readOnIncomplete(
  reading: Reading,
  raw: RawValidation['on_incomplete'],
  path: YamlPath,
): OnIncomplete | undefined {
  if (raw === undefined) return undefined;
  const whole: RawOnIncomplete = isMappingForm(raw) ? raw : {};
  return {
    handler: handlerOf(reading, raw, path),
    maxAttempts: whole.max_attempts ?? 2,
    failWorkflow: whole.fail_workflow ?? true,
    commitRequired: whole.commit_required ?? false,
  };
}

type RawForms = NonNullable<RawValidation['on_incomplete']>;

const isMappingForm = (raw: RawForms): raw is RawOnIncomplete => typeof raw === 'object' && !Array.isArray(raw);

function handlerOf(reading: Reading, raw: RawForms, path: YamlPath): OnIncomplete['handler'] {
  if (typeof raw === 'string') return [textStep(reading, raw, path)];
  if (!isMappingForm(raw)) return readHandler(reading, raw, path);
  if (raw.commands !== undefined) return readHandler(reading, raw.commands, [...path, 'commands']);
  const { shell, claude } = raw;
  const given: RawStep[] = [];
  if (shell !== undefined) given.push({ shell });
  if (claude !== undefined) given.push({ claude });
  if (given.length === 0)
    reading.report.error("'on_incomplete' must have one command, got none: add 'shell' or 'claude'", path);
  return given.map((own) => ({ step: reading.step(own, path), continueOnError: false }));
}

/** `step_validate` and related keys; `skip_validation` disables it. */
export function readStepValidation({ report }: Reading, raw: RawStep, path: YamlPath): StepValidation | undefined {
  const { step_validate: form } = raw;
  if (form === undefined || raw.skip_validation === true) return undefined;
  const whole = typeof form === 'string' ? { commands: [form] } : isList<unknown>(form) ? { commands: form } : form;
  const checks = whole.commands.map(readCheck);
  const criteria = 'success_criteria' in whole ? (whole.success_criteria ?? 'all') : 'all';
  const atLeast = criteria === 'all' ? checks.length : criteria === 'any' ? 1 : criteria.atleast;
  if (atLeast > checks.length)
    report.mustBe(
      `at most the number of commands, ${checks.length}`,
      [...path, 'step_validate', 'success_criteria', 'atleast'],
      atLeast,
    );
  return {
    checks,
    atLeast,
    maxAttempts: ('max_attempts' in whole ? whole.max_attempts : undefined) ?? 1,
    retryDelaySeconds: ('retry_delay' in whole ? whole.retry_delay : undefined) ?? 5,
    timeoutSeconds: raw.validation_timeout,
    ignoreFailure: raw.ignore_validation_failure ?? false,
  };
}

type RawCheck = Exclude<Extract<NonNullable<RawStep['step_validate']>, readonly unknown[]>[number], string>;

function readCheck(raw: string | RawCheck): StepCheck {
  const check: RawCheck = typeof raw === 'string' ? { command: raw } : raw;
  const { command, command_type: kind = textCommand(command).kind } = check;
  return { command: { kind, text: command }, exitCode: check.expect_exit_code ?? 0, output: check.expect_output };
}
