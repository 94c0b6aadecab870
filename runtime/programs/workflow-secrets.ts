import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Path } from '../../contract/paths';
import type { SecretSource } from '../../language/workflow';
import { type ProgramContext, pathOf } from './program';

type Sources = Readonly<Record<string, SecretSource>>;
type Values = Record<string, string>;

/**
 * The values of a workflow's secrets on this machine: environment variables, and files, whose paths are relative to the
 * user's repository.
 * @throws Error naming a secret that has no value.
 */
export function secretsHere(
  sources: Sources,
  env: Readonly<Record<string, string | undefined>>,
  repository: string,
): Promise<Values> {
  return valuesOf(sources, async (name, source) => {
    if (source.provider === 'file') return readSecret(name, resolve(repository, source.path), 'make the file');
    const value = env[source.variable];
    if (value !== undefined) return value;
    throw new Error(`the secret ${name} must have a value, got none: set the variable ${source.variable}`);
  });
}

/**
 * The values of a workflow's secrets in a container: files of the run's Secret, with the workflow's names as keys.
 * @throws Error naming a secret that has no value.
 */
export function mountedSecrets(sources: Sources, context: ProgramContext): Promise<Values> {
  const folder = pathOf(context, Path.SECRETS);
  const wayOut = (name: string): string => `give the run's credentials the key ${name}`;
  return valuesOf(sources, (name) => readSecret(name, join(folder, name), wayOut(name)));
}

async function valuesOf(
  sources: Sources,
  read: (name: string, source: SecretSource) => Promise<string>,
): Promise<Values> {
  const entries = Object.entries(sources).map(async ([name, source]) => [name, await read(name, source)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** The final line end is the editor's, not part of the value. */
async function readSecret(name: string, path: string, wayOut: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`the secret ${name} must have a value, got ${error.code} for ${path}: ${wayOut}`);
  });
  return text.replace(/\r?\n$/, '');
}
