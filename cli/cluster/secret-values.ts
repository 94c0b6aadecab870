import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import type { SubmittedSource } from '../../contract/secret-source';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { type SubmittedSecret, secretObject } from '../../stacks/submitted-secret';
import { CliError } from '../cli-error';
import type { Terminal } from '../terminal';

/** What of the world values are read from. */
export type SecretWorld = Pick<Terminal, 'env' | 'cwd' | 'home'>;

/** Longer than any key or token; a Secret holds 1 MiB. */
const MAX_BYTES = 64 * 1024;

/** Bits of a file's mode that let others than its owner in. */
const OTHERS = 0o077;

/**
 * Read the values that come with a submission. They go into the object and nowhere else: messages name sources only.
 * @throws CliError where a value is missing, empty or too long, or lies open to others.
 */
export async function readSecret(secret: SubmittedSecret, world: SecretWorld): Promise<KubernetesObject> {
  const values: Record<string, Buffer> = {};
  for (const [key, source] of Object.entries(secret.sources)) values[key] = await readKey(key, source, world);
  return secretObject(secret, values);
}

async function readKey(key: string, source: SubmittedSource, world: SecretWorld): Promise<Buffer> {
  const value =
    source.source === 'env' ? fromVariable(key, source.variable, world) : await fromFile(key, source, world);
  if (value.length > 0 && value.length <= MAX_BYTES) return value;
  throw new CliError(
    `'${key}' must have from 1 to ${MAX_BYTES} bytes, got ${value.length} from ${nameOf(source)}: ` +
      'put the key itself there and nothing else',
  );
}

function fromVariable(key: string, variable: string, { env }: SecretWorld): Buffer {
  const value = env[variable];
  if (value !== undefined) return Buffer.from(value);
  throw new CliError(`'${key}' must come from a variable that is set, got env:${variable}: export it first`);
}

async function fromFile(
  key: string,
  source: SubmittedSource & { source: 'file' },
  world: SecretWorld,
): Promise<Buffer> {
  const path = pathOf(source.path, world);
  try {
    const { mode } = await stat(path);
    if (mode & OTHERS)
      throw new CliError(
        `'${key}' must come from a file that its owner alone may read, got ${nameOf(source)} with mode ` +
          `${(mode & 0o777).toString(8).padStart(4, '0')}: chmod 600 it`,
      );
    return await readFile(path);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`'${key}' must come from a readable file, got ${nameOf(source)}: ${why(error)}`);
  }
}

function pathOf(path: string, { cwd, home }: SecretWorld): string {
  if (path.startsWith('~/')) return join(home, path.slice(2));
  return isAbsolute(path) ? path : resolve(cwd, path);
}

const nameOf = (source: SubmittedSource): string =>
  source.source === 'env' ? `env:${source.variable}` : `file:${source.path}`;

function why(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'nothing there';
  if (code === 'EACCES') return 'no permission';
  return code === 'EISDIR' ? 'a folder' : message;
}
