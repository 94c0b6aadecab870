import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { toItsEnd } from '../runtime/programs/to-its-end';
import { CliError, Status } from './cli-error';
import { program } from './program';

/** Run the command line and exit with its status: user errors print one line, bugs a stack trace. */
async function main(): Promise<void> {
  process.stdout.on('error', quietOnClosedPipe);
  process.stderr.on('error', () => undefined); // the terminal was closed: end gracefully
  try {
    await toItsEnd(program(terminal()).parseAsync(process.argv.map(asWritten)), abandoned);
  } catch (error) {
    if (error instanceof CliError) process.stderr.write(`prodigy-k8s: ${error.message}\n`);
    else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = error instanceof CliError ? error.status : Status.BUG;
  }
}

function abandoned(): void {
  process.stderr.write('prodigy-k8s: this is a bug in the program: it waits for nothing, and is not done\n');
  process.exitCode = Status.BUG;
}

/** A bare `--dry-run` of `run` must not consume the next argument; in other commands the flag takes no value. */
const asWritten = (argument: string, at: number, { 2: command }: readonly string[]): string =>
  command === 'run' && at > 2 && argument === '--dry-run' ? '--dry-run=' : argument;

function terminal() {
  return {
    out: (text: string) => void process.stdout.write(text),
    progress: (text: string) => void process.stderr.write(text),
    interactive: process.stderr.isTTY === true && process.env.TERM !== 'dumb',
    outInteractive: process.stdout.isTTY === true && process.env.TERM !== 'dumb',
    columns: () => process.stderr.columns || process.stdout.columns || 80,
    ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
    env: process.env,
    cwd: process.cwd(),
    home: resolve(process.env.HOME || userInfo().homedir),
    setStatus: (status: number) => {
      process.exitCode = status;
    },
  };
}

/** Anything but yes is no, including end of input. */
async function ask(question: string, signal: AbortSignal): Promise<boolean> {
  // readline must not treat it as a terminal: Ctrl-C must reach the program.
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  const stop = (): void => lines.close();
  signal.addEventListener('abort', stop);
  process.stderr.write(question);
  try {
    const answer = signal.aborted ? '' : ((await lines[Symbol.asyncIterator]().next()).value ?? '');
    return /^\s*y(es)?\s*$/i.test(answer);
  } finally {
    signal.removeEventListener('abort', stop);
    lines.close();
  }
}

function quietOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(Status.OK);
  throw error;
}

void main();
