import { spawn } from 'node:child_process';

/** What a command of the bundled command line came to. */
export interface Answer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Call the command line as a user does, and wait for its end. */
export const prodigy = (...args: string[]): Promise<Answer> => prodigyAs({}, ...args);

/** The same, with variables beside those of the tests. */
export function prodigyAs(env: NodeJS.ProcessEnv, ...args: string[]): Promise<Answer> {
  const child = spawn(process.execPath, ['dist/cli/prodigy-k8s.cjs', ...args], { env: { ...process.env, ...env } });
  const answer = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    answer.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    answer.stderr += chunk;
  });
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, ...answer })));
}
