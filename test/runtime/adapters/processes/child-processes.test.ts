import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Limit } from '../../../../contract/limits';
import { ChildProcesses } from '../../../../runtime/adapters/processes/child-processes';
import type { ProcessCommand } from '../../../../runtime/ports/processes';
import { alive } from './alive';

let folder: string;
let processes: ChildProcesses;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'processes-'));
  processes = new ChildProcesses({
    env: { PATH: process.env.PATH, LC_ALL: 'C', ANTHROPIC_API_KEY: 'canary', GIT_SSL_CAINFO: '/ca.pem' },
    temporary: folder,
    graceSeconds: 0.3,
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sh = (script: string, more: Partial<ProcessCommand> = {}) =>
  processes.run({ program: { script }, cwd: folder, env: {}, ...more });

async function gone(pid: number): Promise<boolean> {
  for (let round = 0; round < 500 && alive(pid); round += 1) await new Promise((done) => setTimeout(done, 10));
  return !alive(pid);
}

test('exit code, stdout and stderr are kept apart', async () => {
  expect(await sh('echo out; echo err >&2; exit 7')).toEqual({
    exitCode: 7,
    stdout: 'out\n',
    stderr: 'err\n',
    outcome: 'exited',
  });
});

test('only the allow-listed and the declared environment reaches a command', async () => {
  const result = await sh('env', { env: { DECLARED: 'yes' } });
  const names = result.stdout.split('\n').map((line) => line.split('=')[0]);
  expect(names.filter((name) => !['', 'PWD', '_', 'SHLVL', 'OLDPWD'].includes(name as string)).sort()).toEqual([
    'DECLARED',
    'GIT_SSL_CAINFO',
    'LC_ALL',
    'PATH',
  ]);
});

test('a signal that fires while a long script is being written ends the command', async () => {
  const stop = new AbortController();
  const running = sh(`sleep 30\n#${'x'.repeat(Limit.ENVIRONMENT_BYTES)}`, { signal: stop.signal });
  stop.abort();
  expect((await running).outcome).toBe('aborted');
});

test('stdin is empty', async () => {
  expect((await sh('cat; echo end')).stdout).toBe('end\n');
});

test('a program gets its arguments untouched, without a shell', async () => {
  const program = { argv: ['printf', '%s|', '$HOME', "it's", ''] };
  expect((await processes.run({ program, cwd: folder, env: {} })).stdout).toBe("$HOME|it's||");
});

test('a script longer than one argument may be runs from a file that is gone afterwards', async () => {
  const script = `: ${'x'.repeat(200 * 1024)}\necho done`;
  expect((await sh(script)).stdout).toBe('done\n');
  expect((await sh('ls -A')).stdout).toBe('');
});

test('a value too large for the environment is a variable of the script all the same', async () => {
  const value = `${'x'.repeat(300 * 1024)}\n\n`;
  const program = { script: 'printf %s "$PRODIGY_VALUE_1" | wc -c', largeValues: { PRODIGY_VALUE_1: value } };
  expect((await processes.run({ program, cwd: folder, env: {} })).stdout.trim()).toBe(String(value.length));
  expect((await sh('ls -A')).stdout).toBe('');
});

test('lines arrive while the command runs, a last one without line end too, characters whole', async () => {
  const lines: string[] = [];
  await sh("printf 'a\\303'; sleep 0.05; printf '\\244\\r\\nb\\n'; printf 'rest' >&2", {
    onLine: (stream, line) => lines.push(`${stream} ${line}`),
  });
  expect(lines.sort()).toEqual(['stderr rest', 'stdout aä', 'stdout b']);
});

test('of a long output the end is kept', async () => {
  const { stdout } = await sh(`yes ä | head -c ${3 * Limit.STEP_OUTPUT_BYTES}; echo; echo last`);
  expect(stdout.endsWith('\nlast\n')).toBe(true);
  expect(Buffer.byteLength(stdout)).toBeLessThanOrEqual(Limit.STEP_OUTPUT_BYTES);
  expect(Buffer.byteLength(stdout)).toBeGreaterThan(Limit.STEP_OUTPUT_BYTES - 4);
  expect(stdout).not.toContain('\ufffd');
});

test('a timeout ends the group with SIGTERM', async () => {
  const result = await sh('trap "echo stopped; exit 9" TERM; sleep 30 & wait', { timeoutSeconds: 0.1 });
  expect(result).toMatchObject({ outcome: 'timed-out', exitCode: 9, stdout: 'stopped\n' });
});

test('what ignores SIGTERM is killed after the grace period, children too', async () => {
  const result = await sh('trap "" TERM; sh -c \'trap "" TERM; echo $$; while :; do sleep 1; done\'', {
    timeoutSeconds: 0.2,
  });
  expect(result).toMatchObject({ outcome: 'timed-out', exitCode: 137 });
  expect(await gone(Number(result.stdout))).toBe(true);
});

test('the signal ends a command, and one that fired before starts none', async () => {
  const stop = new AbortController();
  const running = sh('echo ready; sleep 30', { signal: stop.signal, onLine: () => stop.abort() });
  expect(await running).toMatchObject({ outcome: 'aborted', exitCode: 143 });
  expect(await sh('touch started', { signal: stop.signal })).toMatchObject({ outcome: 'aborted', exitCode: 143 });
  expect((await sh('ls')).stdout).toBe('');
});

test('a process left in the background ends with its command', async () => {
  const result = await sh('sleep 30 & echo $!');
  expect(result.exitCode).toBe(0);
  expect(await gone(Number(result.stdout))).toBe(true);
});

test('a process that left the group does not hold the command up', async () => {
  const result = await sh('setsid sh -c "echo \\$\\$; exec sleep 3" & wait $!& sleep 0.2; exit 4');
  expect(result.exitCode).toBe(4);
  process.kill(Number(result.stdout), 'SIGKILL');
});

test('a command that cannot start says why, as the shell does', async () => {
  const run = (argv: string[], env = {}) => processes.run({ program: { argv }, cwd: folder, env });
  expect(await run(['no-such-program'])).toEqual({
    exitCode: 127,
    stdout: '',
    stderr: 'no-such-program: not found\n',
    outcome: 'exited',
  });
  expect(await run([folder])).toMatchObject({ exitCode: 126, stderr: `${folder}: permission denied\n` });
  expect(await run(['true', 'x'.repeat(200 * 1024)])).toMatchObject({
    exitCode: 126,
    stderr: 'true: arguments and environment are too long\n',
  });
  expect((await run(['true'], { BAD: 'a\0b' })).exitCode).toBe(127);
});
