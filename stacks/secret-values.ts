import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import type { SubmittedSource } from '../contract/secret-source';
import type { SubmittedSecret } from './submitted-secret';

/** The parts of the environment that values are read from. */
export interface SecretWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Home folder of the user. */
  readonly home: string;
}

/** More than any key or token needs; a Secret holds 1 MiB. */
const MAX_BYTES = 64 * 1024;

/** File mode bits that give access to anyone but the owner. */
const OTHERS = 0o077;

/**
 * Read the values submitted with a run. Called only by entry points; messages name sources, never values.
 *
 * @throws Error if a value is missing, empty or too long, or its file is accessible to others.
 */
export function readSecretValues(secret: SubmittedSecret, world: SecretWorld): { [key: string]: Buffer } {
  return Object.fromEntries(Object.entries(secret.sources).map(([key, source]) => [key, readKey(key, source, world)]));
}

/** @throws Error naming the key and the source that cannot be read. */
export function readKey(key: string, source: SubmittedSource, world: SecretWorld): Buffer {
  const value = source.source === 'env' ? fromVariable(key, source.variable, world) : fromFile(key, source, world);
  if (value.length > 0 && value.length <= MAX_BYTES) return value;
  throw new Error(
    `'${key}' must have from 1 to ${MAX_BYTES} bytes, got ${value.length} from ${nameOf(source)}: ` +
      'put the key itself there and nothing else',
  );
}

function fromVariable(key: string, variable: string, { env }: SecretWorld): Buffer {
  const value = env[variable];
  if (value !== undefined) return Buffer.from(value);
  throw new Error(`'${key}' must come from a variable that is set, got env:${variable}: export it first`);
}

function fromFile(key: string, source: SubmittedSource & { source: 'file' }, world: SecretWorld): Buffer {
  const { mode, bytes } = readable(key, source, world);
  if ((mode & OTHERS) === 0) return bytes;
  throw new Error(
    `'${key}' must come from a file that its owner alone may read, got ${nameOf(source)} with mode ` +
      `${(mode & 0o777).toString(8).padStart(4, '0')}: chmod 600 it`,
  );
}

function readable(key: string, source: SubmittedSource & { source: 'file' }, world: SecretWorld) {
  const path = pathOf(source.path, world);
  try {
    return { mode: statSync(path).mode, bytes: readFileSync(path) };
  } catch (error) {
    throw new Error(`'${key}' must come from a readable file, got ${nameOf(source)}: ${why(error)}`);
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
