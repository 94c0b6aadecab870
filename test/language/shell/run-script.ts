import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Scope } from '../../../language/scope';
import { largeValuesPrelude } from '../../../language/shell/large-values';
import { spliceShell } from '../../../language/shell/splice';

/** Shells that `sh` may be. */
export const SHELLS: readonly (readonly [string, ...string[]])[] = [['dash'], ['bash', '--posix'], ['bash']];

/** A command that a value must never be able to run. */
export const CANARY = 'touch canary';

export interface ScriptOutcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
  /** A value was executed. */
  readonly executed: boolean;
}

/** Splice values into a script and run it in an empty folder, as the engine does. */
export function runSpliced(shell: readonly string[], text: string, values: Record<string, unknown>): ScriptOutcome {
  const folder = mkdtempSync(join(tmpdir(), 'splice-'));
  try {
    const { script, variables, largeValues } = spliceShell(text, new Scope(values));
    const paths = Object.fromEntries(Object.keys(largeValues).map((name) => [name, join(folder, `it's ${name}`)]));
    for (const [name, value] of Object.entries(largeValues)) writeFileSync(paths[name]!, value);
    const [program, ...options] = shell;
    const { stdout, stderr, status } = spawnSync(program!, [...options, '-c', largeValuesPrelude(paths) + script], {
      cwd: folder,
      env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', ...variables },
      encoding: 'utf8',
      // bash takes a socket for rshd and would read ~/.bashrc.
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 16 * 1024 * 1024,
    });
    return { stdout, stderr, status, executed: existsSync(join(folder, 'canary')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
