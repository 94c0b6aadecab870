import { tmpdir } from 'node:os';
import { endGroup } from '../processes/process-group';
import { StandingShells } from '../processes/standing-shells';
import type { Start } from '../processes/started';
import { gitEnvironment } from './environment';
import { GitError, withoutCredentials } from './git-error';

/** Maximum stdout of a command, in bytes; a list of all paths of a very large repository stays below it. */
const STDOUT_BYTES = 64 * 1024 * 1024;
/** Maximum stderr to keep, in bytes. */
const STDERR_BYTES = 64 * 1024;
/** The last of git's own exit codes; anything above means a signal. */
const LAST_CODE = 129;

const shells = new StandingShells(tmpdir());

export interface GitOptions {
  readonly cwd: string;
  /** Added to the fixed environment, and overrides it. */
  readonly env?: Readonly<Record<string, string>>;
  /** Written to stdin. Default: nothing. */
  readonly input?: string | Buffer;
  /**
   * Protocols that git may use, joined by colons (`GIT_ALLOW_PROTOCOL`). Default: `file`, and `http`, through which a
   * blobless clone fetches missing objects from the workspace.
   */
  readonly protocols?: string;
  /** Aborts the command and everything it started. */
  readonly signal?: AbortSignal;
  /** Timeout in seconds. Default: no limit. */
  readonly timeoutSeconds?: number;
  /** Configuration for this command; overrides the fixed one. */
  readonly config?: Readonly<Record<string, string>>;
}

/**
 * Run git with a fixed environment: no prompt, no hooks, no system or user configuration.
 * @returns stdout without its final newline.
 * @throws GitError if git fails, is stopped, or prints more than 64 MiB.
 */
export async function git(args: readonly string[], options: GitOptions): Promise<string> {
  const env = gitEnvironment(process.env, options.protocols ?? 'file:http', options.config ?? {}, options.env ?? {});
  const { code, stdout, stderr, ended } = await outcomeOf(
    { argv: ['git', ...args], cwd: options.cwd, env, input: options.input },
    options,
  );
  const text = stdout.toString('utf8').replace(/\n$/, '');
  if (code === 0 && ended === undefined) return text;
  const command = withoutCredentials(['git', ...args].join(' '));
  throw new GitError(
    command,
    ended || (code ?? 0) > LAST_CODE ? null : code,
    withoutCredentials(ended ?? stderr.toString('utf8')),
    text,
  );
}

interface Outcome {
  code: number | null;
  stdout: Buffer;
  stderr: Buffer;
  /** Why the command was stopped early. */
  ended?: string;
}

async function outcomeOf(start: Start, options: GitOptions): Promise<Outcome> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  const outcome = (code: number | null, ended?: string): Outcome => ({
    ...{ code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr), ended },
  });
  let ended: string | undefined;
  try {
    const started = await shells.start(start);
    const end = (why: string): void => {
      ended ??= why;
      endGroup(started);
    };
    const stop = limits(options, end);
    collect(started.stdout, stdout, STDOUT_BYTES, () => end(`more than ${STDOUT_BYTES} bytes of output`));
    collect(started.stderr, stderr, STDERR_BYTES, () => {});
    await started.closed;
    stop();
    return outcome(await started.exited, ended);
  } catch (error) {
    return outcome(null, (error as Error).message);
  }
}

/** Enforce the abort signal and the timeout. Call the returned function to stop watching. */
function limits(options: GitOptions, end: (why: string) => void): () => void {
  const { signal, timeoutSeconds } = options;
  const abort = (): void => end('interrupted');
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  const timer = timeoutSeconds
    ? setTimeout(() => end(`timed out after ${timeoutSeconds} seconds`), timeoutSeconds * 1000)
    : undefined;
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  };
}

function collect(stream: NodeJS.ReadableStream, into: Buffer[], limit: number, full: () => void): void {
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= limit) into.push(chunk);
    else full();
  });
}
