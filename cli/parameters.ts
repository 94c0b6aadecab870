import { readFile } from 'node:fs/promises';
import type { Parameters } from '../contract/parameters';
import { formatFinding } from '../language/finding';
import { runParameters } from '../language/parameters/run-parameters';
import { valueFromText } from '../language/parameters/value-from-text';
import type { Workflow } from '../language/workflow';
import { readYaml } from '../language/yaml/read-yaml';
import { CliError } from './cli-error';

/** Flags that give a run its parameters. */
export interface ParameterFlags {
  readonly param?: readonly string[];
  readonly paramFile?: string;
}

/** What the flags say, before it is known which types the workflow declares. */
export interface GivenParameters {
  /** Values of the file. */
  readonly values: Parameters;
  /** Texts of `--param NAME=TEXT`; they win. */
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * Parameters of a file, JSON or YAML, and over them each `--param NAME=TEXT`.
 * @throws CliError where the file cannot be read, or a flag is not as it must be.
 */
export async function givenParameters({ param = [], paramFile }: ParameterFlags): Promise<GivenParameters> {
  const values = paramFile === undefined ? {} : await fileParameters(paramFile);
  return { values, texts: Object.fromEntries(param.map(assignment)) };
}

/** Names that references of the workflow may have. */
export const namesOf = ({ values, texts }: GivenParameters): string[] => Object.keys({ ...values, ...texts });

/**
 * The parameters of a run: texts become what the workflow declares, and its defaults join them.
 * @throws CliError with every parameter that is missing, unknown or cannot be used.
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
