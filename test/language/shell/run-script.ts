import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** In single quotes, which end nowhere but at a single quote. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * The same script once with each of several sets of small values, each run as {@link runSpliced} does it: one shell
 * starts them all, which takes a fraction of the time that it takes this process.
 */
export function runSplicedEach(
  shell: readonly string[],
  text: string,
  sets: readonly Record<string, unknown>[],
): ScriptOutcome[] {
  const folder = mkdtempSync(join(tmpdir(), 'splice-'));
  const runs = sets.map((values, index) => {
    const { script, variables, largeValues } = spliceShell(text, new Scope(values));
    if (Object.keys(largeValues).length > 0) throw new Error('large values need runSpliced');
    const own = Object.entries(variables).map(([name, value]) => `${name}=${quoted(value)}`);
    const command = [...own, ...shell, '-c', quoted(script)].join(' ');
    mkdirSync(join(folder, String(index)));
    return `cd ${index}; ${command} >../${index}.out 2>../${index}.err; echo $? >../${index}.status; cd ..\n`;
  });
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  try {
    writeFileSync(join(folder, 'runs'), runs.join(''));
    const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' };
    const { stderr } = spawnSync('dash', ['runs'], {
      cwd: folder,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (stderr !== '') throw new Error(stderr);
    return sets.map((_, index) => ({
      stdout: read(`${index}.out`),
      stderr: read(`${index}.err`),
      status: Number(read(`${index}.status`)),
      executed: existsSync(join(folder, String(index), 'canary')),
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
