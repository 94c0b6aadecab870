import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CliError } from './cli-error';

/** The repository that a run on a cluster works on. */
export interface Origin {
  readonly url: string;
  readonly revision: string;
}

/**
 * What the flags say, else the origin and the branch of the repository that the user stands in.
 * @throws CliError where neither tells.
 */
export async function originOf(options: { repository?: string; revision?: string }, cwd: string): Promise<Origin> {
  const url =
    options.repository ??
    (await ask(cwd, ['remote', 'get-url', 'origin'], "'--repository' must be given where the directory has no origin"));
  const revision =
    options.revision ??
    (options.repository
      ? 'main'
      : await ask(cwd, ['symbolic-ref', '--short', 'HEAD'], "'--revision' must be given on a detached HEAD"));
  return { url, revision };
}

async function ask(cwd: string, args: readonly string[], rule: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', args, { cwd });
    return stdout.trim();
  } catch {
    throw new CliError(`${rule}, got ${cwd}: name it, or change to your repository`);
  }
}
