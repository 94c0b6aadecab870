import { readFile } from 'node:fs/promises';
import { checkedParameters, type Parameters } from '../contract/parameters';
import { formatFinding } from '../language/finding';
import { readYaml } from '../language/yaml/read-yaml';
import { CliError } from './cli-error';

/** Flags that give a run its parameters. */
export interface ParameterFlags {
  readonly param?: readonly string[];
  readonly paramFile?: string;
}

/**
 * Parameters of a file, JSON or YAML, and over them each `--param NAME=TEXT`.
 * @throws CliError where the file cannot be read, or a name or value cannot be used.
 */
export async function parametersOf({ param = [], paramFile }: ParameterFlags): Promise<Parameters | undefined> {
  const fromFile = paramFile === undefined ? {} : await fileParameters(paramFile);
  try {
    return checkedParameters({ ...fromFile, ...Object.fromEntries(param.map(assignment)) });
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
  const result = readYaml(text, file);
  if (!result.ok) throw new CliError(`cannot use these parameters:\n${result.errors.map(formatFinding).join('\n')}`);
  const { value } = result.source;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Parameters;
  const { line, column } = result.source.at([]);
  throw new CliError(`${file}:${line}:${column}: parameters must be a map of names to values, got another form`);
}
