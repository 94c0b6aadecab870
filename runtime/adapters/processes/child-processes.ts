import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Limit } from '../../../contract/limits';
import { largeValuesPrelude } from '../../../language/shell/large-values';
import type { ProcessCommand, Processes, ProcessResult, Script } from '../../ports/processes';
import { inheritedEnvironment } from './environment';
import type { Guardian } from './guardian';
import { LineReader } from './line-reader';
import { OutputTail } from './output-tail';
import { endsBy, killGroup } from './process-group';
import { StandingShells } from './standing-shells';
import type { Started } from './started';

export interface ChildProcessOptions {
  /** Environment of this process; commands inherit its allow-listed part. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder for pipes, and for scripts that are too long for an argument. */
  readonly temporary: string;
  /** Seconds between SIGTERM and SIGKILL. Default: 5. */
  readonly graceSeconds?: number;
  /** Ends commands that this process leaves behind if it is killed. Default: none. */
  readonly guardian?: Guardian;
}

/** Milliseconds to wait for output after the command ended: what left its process group may hold the pipes for ever. */
const DRAIN_MS = 1000;

/** Runs commands as processes on this machine. */
export class ChildProcesses implements Processes {
  private readonly shells: StandingShells;

  public constructor(private readonly options: ChildProcessOptions) {
    this.shells = new StandingShells(options.temporary);
  }

  public async run(command: ProcessCommand): Promise<ProcessResult> {
    if (command.signal?.aborted) return { exitCode: 143, stdout: '', stderr: '', outcome: 'aborted' };
    if ('argv' in command.program) return this.start(command.program.argv, command);
    const { script, largeValues = {} } = command.program;
    if (fits(command.program)) return this.start(['sh', '-c', script], command);
    const folder = await mkdtemp(join(this.options.temporary, 'prodigy-script-'));
    try {
      return await this.start(['sh', await writeScript(folder, script, largeValues)], command);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async start(argv: readonly string[], command: ProcessCommand): Promise<ProcessResult> {
    const { env, graceSeconds = 5 } = this.options;
    const guardian = this.options.guardian?.watches ? this.options.guardian : undefined;
    try {
      const started = await this.shells.start({
        argv: guardian?.known(argv) ?? argv,
        cwd: command.cwd,
        env: { ...inheritedEnvironment(env), ...command.env },
      });
      void started.exited.then(() => guardian?.forget(started.pid));
      return await watch(started, command, (command.graceSeconds ?? graceSeconds) * 1000);
    } catch (error) {
      return notStarted(error as NodeJS.ErrnoException, argv[0] as string);
    }
  }
}

/** Whether a script can be passed as an argument. */
const fits = ({ script, largeValues = {} }: Script): boolean =>
  Buffer.byteLength(script) <= Limit.ENVIRONMENT_BYTES && Object.keys(largeValues).length === 0;

async function writeScript(folder: string, script: string, values: Readonly<Record<string, string>>): Promise<string> {
  const paths: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    paths[name] = join(folder, name);
    await writeFile(paths[name], value, { mode: 0o600 });
  }
  const file = join(folder, 'script.sh');
  await writeFile(file, largeValuesPrelude(paths) + script, { mode: 0o600 });
  return file;
}

async function watch(started: Started, command: ProcessCommand, graceMs: number): Promise<ProcessResult> {
  const { onLine, longestLine } = command;
  const stdout = collect(
    started.stdout,
    new LineReader((line, goesOn) => onLine?.('stdout', line, goesOn), longestLine),
  );
  const stderr = collect(
    started.stderr,
    new LineReader((line, goesOn) => onLine?.('stderr', line, goesOn), longestLine),
  );
  const end = endsBy(started.pid, command, graceMs);
  const exitCode = await started.exited;
  killGroup(started.pid, 'SIGKILL');
  const drain = setTimeout(() => {
    started.stdout.destroy();
    started.stderr.destroy();
  }, DRAIN_MS);
  await started.closed;
  clearTimeout(drain);
  return { exitCode, outcome: end(), stdout: stdout(), stderr: stderr() };
}

/** Keep the tail of a stream and pass on its lines; the returned function finishes both and returns the text. */
function collect(stream: NodeJS.ReadableStream, reader: LineReader): () => string {
  const tail = new OutputTail(Limit.STEP_OUTPUT_BYTES);
  stream.on('data', (chunk: Buffer) => {
    tail.push(chunk);
    reader.push(chunk);
  });
  return () => {
    reader.end();
    return tail.text();
  };
}

/** Exit codes as in a shell: 126 not executable, 127 not found. */
function notStarted(error: NodeJS.ErrnoException, name: string): ProcessResult {
  const [exitCode, complaint] = complaintOf(error);
  return { exitCode, stdout: '', stderr: `${name}: ${complaint}\n`, outcome: 'exited' };
}

function complaintOf(error: NodeJS.ErrnoException): [number, string] {
  if (error.code === 'EACCES') return [126, 'permission denied'];
  if (error.code === 'E2BIG') return [126, 'arguments and environment are too long'];
  return [127, error.code === 'ENOENT' ? 'not found' : error.message];
}
