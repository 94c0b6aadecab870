import { readFile } from 'node:fs/promises';
import type { Parameters } from '../contract/parameters';
import { formatFinding } from '../language/finding';
import { runParameters } from '../language/parameters/run-parameters';
import { valueFromText } from '../language/parameters/value-from-text';
import type { Workflow } from '../language/workflow';
import { readYaml } from '../language/yaml/read-yaml';
import { CliError } from './cli-error';

/** Flags for the parameters of a run. */
export interface ParameterFlags {
  readonly param?: readonly string[];
  readonly paramFile?: string;
}

/** Values from the flags, before the workflow's declared types are known. */
export interface GivenParameters {
  /** Values from the file. */
  readonly values: Parameters;
  /** Texts of `--param NAME=TEXT`; they take precedence. */
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * Parameters from a JSON or YAML file, overridden by each `--param NAME=TEXT`.
 * @throws CliError if the file cannot be read, or a flag is invalid.
 */
export async function givenParameters({ param = [], paramFile }: ParameterFlags): Promise<GivenParameters> {
  const values = paramFile === undefined ? {} : await fileParameters(paramFile);
  return { values, texts: Object.fromEntries(param.map(assignment)) };
}

/** Names that the workflow's references may use. */
export const namesOf = ({ values, texts }: GivenParameters): string[] => Object.keys({ ...values, ...texts });

/**
 * The parameters of a run: texts are converted to the types that the workflow declares, and its defaults are added.
 * @throws CliError with every parameter that is missing, unknown or invalid.
 */
export function parametersOf(
  { values, texts }: GivenParameters,
  workflow: Pick<Workflow, 'parameters'>,
): Parameters | undefined {
  const typeOf = (name: string) => workflow.parameters.find((declared) => declared.name === name)?.type ?? 'any';
  const typed = Object.entries(texts).map(([name, text]) => [name, valueFromText(text, typeOf(name))] as const);
  try {
    return runParameters(workflow, { ...values, ...Object.fromEntries(typed) });
  } catch (error) {
    throw new CliError((error as Error).message);
  }
}

function assignment(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new CliError(`'--param' must be NAME=TEXT, got ${text}: write --param version=1.2`);
  return [text.slice(0, at), text.slice(at + 1)];
}

async function fileParameters(file: string): Promise<Parameters> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'nothing there' : error.message;
    throw new CliError(`'--param-file' must name a readable file, got ${file}: ${why}`);
  });
  const result = readYaml(text, file, 'a parameter file');
  if (!result.ok) throw new CliError(`cannot use these parameters:\n${result.errors.map(formatFinding).join('\n')}`);
  const { value } = result.source;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Parameters;
  const { line, column } = result.source.at([]);
  throw new CliError(`${file}:${line}:${column}: parameters must be a map of names to values, got another form`);
}
