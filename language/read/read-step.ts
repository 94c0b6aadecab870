import type { Report } from '../check/report';
import { plainOnFailure, plainStep } from '../model/defaults';
import type { RawStep, RawStepForm } from '../schema/raw-step';
import type { Command, CommitConfig, OutputFile, Step } from '../workflow';
import type { YamlPath } from '../yaml/plain-value';
import { readCapture } from './read-capture';
import { readCommands, slashCommand } from './read-command';
import { readStepEnv } from './read-env';
import { readOnFailure } from './read-failure';
import { readStepRetry } from './read-retry';
import { readStepValidation, readValidation } from './read-validation';
import { keysOf, type Reading, stepsIn } from './reading';

/** Creates the context for reading the parts of a file, in which settings may refer to these variables. */
export function readingOf(report: Report, env: Readonly<Record<string, string>>): Reading {
  const reading: Reading = { report, env, step: (raw, path) => readStep(reading, raw, path) };
  return reading;
}

function readStep(reading: Reading, raw: RawStepForm, path: YamlPath): Step {
  const position = reading.report.source.at(path);
  if (typeof raw === 'string') return plainStep({ label: raw.trim(), command: slashCommand(raw), position, keys: {} });
  const [command] = readCommands(reading, raw, path) as [Command];
  const { metadata } = raw;
  return {
    label: raw.name ?? labelOf(command),
    id: raw.id,
    command,
    when: raw.when,
    commitRequired: raw.commit_required ?? metadata?.commit_required ?? false,
    capture: readCapture(reading, raw, path),
    outputs: readOutputs(raw),
    outputFile: raw.output_file,
    timeoutSeconds: raw.timeout ?? metadata?.timeout,
    workingDir: raw.working_dir,
    env: readStepEnv(reading.report, raw.env ?? metadata?.env, [...path, ...(raw.env ? ['env'] : ['metadata', 'env'])]),
    retry: retryOf(raw),
    onFailure: failureOf(reading, raw, path),
    onSuccess: stepsIn(reading, raw.on_success, [...path, 'on_success']),
    onExitCode: readExitCodes(reading, raw, path),
    validate: readValidation(reading, raw.validate, [...path, 'validate']),
    stepValidate: readStepValidation(reading, raw, path),
    autoCommit: raw.auto_commit ?? false,
    commit: readCommit(raw),
    position,
    keys: keysOf(reading.report, raw, path),
  };
}

function labelOf(command: Command): string {
  if (command.kind === 'write_file') return `write_file ${command.path}`;
  if (command.kind === 'foreach') return 'foreach';
  return command.text.trim().split('\n', 1)[0]!.trim();
}

/** `metadata.retries` does not count the first execution. */
function retryOf({ retry, metadata }: RawStep): Step['retry'] {
  if (retry !== undefined) return readStepRetry(retry);
  return metadata?.retries === undefined ? undefined : readStepRetry({ attempts: metadata.retries + 1 });
}

function failureOf(reading: Reading, raw: RawStep, path: YamlPath): Step['onFailure'] {
  if (raw.test?.on_failure !== undefined)
    return readOnFailure(reading, raw.test.on_failure, [...path, 'test', 'on_failure']);
  if (raw.on_failure === undefined && raw.metadata?.continue_on_error === true)
    return plainOnFailure({ maxAttempts: 1, position: reading.report.source.at([...path, 'metadata']) });
  return readOnFailure(reading, raw.on_failure, [...path, 'on_failure']);
}

const readOutputs = ({ outputs = {} }: RawStep): Record<string, OutputFile> =>
  Object.fromEntries(Object.entries(outputs).map(([name, raw]) => [name, { filePattern: raw.file_pattern }]));

const readExitCodes = (reading: Reading, { on_exit_code: raw = {} }: RawStep, path: YamlPath): Step['onExitCode'] =>
  Object.fromEntries(
    Object.entries(raw).map(([code, steps]) => [
      Number(code),
      stepsIn(reading, steps, [...path, 'on_exit_code', code]),
    ]),
  );

function readCommit({ commit_config: raw }: RawStep): CommitConfig | undefined {
  return (
    raw && {
      messageTemplate: raw.message_template,
      messagePattern: raw.message_pattern,
      sign: raw.sign ?? false,
      author: raw.author,
      includeFiles: raw.include_files ?? [],
      excludeFiles: raw.exclude_files ?? [],
      squash: raw.squash ?? false,
    }
  );
}
