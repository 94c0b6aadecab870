import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';

/** A program to start, as leader of its own process group. */
export interface Start {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The complete environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Written to its stdin. Default: nothing. */
  readonly input?: string | Buffer;
}

/** A running program. */
export interface Started {
  /** Its process id, which is also its process group. */
  readonly pid: number;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when it has ended: with its exit code, or 128 + n if signal n ended it. Never rejects. */
  readonly exited: Promise<number>;
  /** Resolves when it has ended and both streams were read to their end, or destroyed. Never rejects. */
  readonly closed: Promise<void>;
}

/**
 * Start a program as a child of this process.
 * @throws the system's error if it cannot be started.
 */
export async function startChild({ argv, cwd, env, input }: Start): Promise<Started> {
  const [program, ...args] = argv as readonly [string, ...string[]];
  const stdio = [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] as const;
  const child = spawn(program, args, { cwd, env: { ...env }, detached: true, stdio: [...stdio] });
  const exited = exitOf(child);
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.stdin?.on('error', () => undefined); // it may end without reading its input
  child.stdin?.end(input);
  await once(child, 'spawn');
  return {
    pid: child.pid as number,
    stdout: child.stdout as Readable,
    stderr: child.stderr as Readable,
    exited,
    closed,
  };
}

const exitOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
  });
