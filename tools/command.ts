import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

/** Options of Node's spawn, and text to write to standard input. */
export type CommandOptions = Omit<SpawnOptions, 'stdio'> & { readonly input?: string };

const TAIL_LINES = 20;

/** Run a program to its end. Returns its stdout; throws with the last lines of its output if the exit code is not 0. */
export function run(program: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { input, ...spawnOptions } = options;
  const child = spawn(program, args, { ...spawnOptions, stdio: ['pipe', 'pipe', 'pipe'] });
  // A program that exits without reading its input is judged by its exit code, not by the broken pipe.
  child.stdin?.on('error', () => {});
  child.stdin?.end(input ?? '');
  return finished(child, [program, ...args].join(' '));
}

/** Run a program and return only whether it succeeded: false if it fails or does not exist. */
export async function succeeds(program: string, args: readonly string[], options: CommandOptions = {}) {
  return run(program, args, options).then(
    () => true,
    () => false,
  );
}

/** Run a program on this process's own terminal. Returns its exit code, or 128 + the number of the fatal signal. */
export function runAttached(program: string, args: readonly string[], options: SpawnOptions = {}): Promise<number> {
  const child = spawn(program, args, { ...options, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? 128 + (signal === 'SIGINT' ? 2 : 15)));
  });
}

function finished(child: ChildProcess, line: string): Promise<string> {
  let stdout = '';
  let all = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    all += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    all += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`'${line}' must start, got ${error.message}`)));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(stdout);
      else reject(new Error(`'${line}' must exit with 0, got ${code ?? signal}: ${tail(all)}`));
    });
  });
}

const tail = (text: string) => text.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
