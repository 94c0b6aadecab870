import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { CliError } from './cli-error';

/** The repository that a run on a cluster works on. */
export interface Origin {
  readonly url: string;
  readonly revision: string;
  readonly knownHosts?: string;
  readonly caCertificates?: string;
  readonly username?: string;
}

/** Flags for origin and the access to it. */
export interface OriginFlags {
  readonly repository?: string;
  readonly revision?: string;
  readonly knownHosts?: string;
  readonly caCertificates?: string;
  readonly gitUsername?: string;
}

/**
 * Origin from the flags, else the origin and branch of the repository in the current folder.
 * @throws CliError if neither is known, or a file named by a flag cannot be read.
 */
export async function originOf(options: OriginFlags, cwd: string): Promise<Origin> {
  const url =
    options.repository ??
    (await ask(cwd, ['remote', 'get-url', 'origin'], "'--repository' must be given where the directory has no origin"));
  const revision =
    options.revision ??
    (options.repository
      ? 'main'
      : await ask(cwd, ['symbolic-ref', '--short', 'HEAD'], "'--revision' must be given on a detached HEAD"));
  const knownHosts = await textOf('known-hosts', options.knownHosts);
  const caCertificates = await textOf('ca-certificates', options.caCertificates);
  return { url, revision, knownHosts, caCertificates, username: options.gitUsername };
}

async function textOf(flag: string, file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CliError(`'--${flag}' must name a readable file, got ${file}: ${(error as Error).message}`);
  }
}

async function ask(cwd: string, args: readonly string[], rule: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', args, { cwd });
    return stdout.trim();
  } catch {
    throw new CliError(`${rule}, got ${cwd}: name it, or change to your repository`);
  }
}
