import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { CliError, Status } from './cli-error';
import { program } from './program';

/** Run the command line and exit with its status: user errors are one line, bugs show their stack. */
async function main(): Promise<void> {
  process.stdout.on('error', quietOnClosedPipe);
  process.stderr.on('error', () => undefined); // the terminal was closed: what was begun ends in order
  try {
    await program(terminal()).parseAsync(process.argv);
  } catch (error) {
    if (error instanceof CliError) process.stderr.write(`prodigy-k8s: ${error.message}\n`);
    else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = error instanceof CliError ? error.status : Status.RUN_FAILED;
  }
}

function terminal() {
  return {
    out: (text: string) => void process.stdout.write(text),
    progress: (text: string) => void process.stderr.write(text),
    interactive: process.stderr.isTTY === true,
    env: process.env,
    cwd: process.cwd(),
    home: resolve(process.env.HOME || userInfo().homedir),
    setStatus: (status: number) => {
      process.exitCode = status;
    },
  };
}

function quietOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(Status.OK);
  throw error;
}

void main();
