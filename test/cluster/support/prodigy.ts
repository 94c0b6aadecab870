import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

/** What a command of the bundled command line came to. */
export interface Answer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Call the command line as a user does, and wait for its end. */
export const prodigy = (...args: string[]): Promise<Answer> => prodigyAs({}, ...args);

/** The same, with variables beside those of the tests. */
export const prodigyAs = (env: NodeJS.ProcessEnv, ...args: string[]): Promise<Answer> => answerOf(started(env, args));

/** The same, but killed as soon as it has said something on stderr. */
export function prodigyKilledAt(said: string, env: NodeJS.ProcessEnv, ...args: string[]): Promise<Answer> {
  const child = started(env, args);
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
    if (stderr.includes(said)) child.kill('SIGKILL');
  });
  return answerOf(child);
}

const started = (env: NodeJS.ProcessEnv, args: readonly string[]): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, ['dist/cli/prodigy-k8s.cjs', ...args], { env: { ...process.env, ...env } });

function answerOf(child: ChildProcessWithoutNullStreams): Promise<Answer> {
  const answer = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    answer.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    answer.stderr += chunk;
  });
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, ...answer })));
}
