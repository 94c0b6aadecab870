import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Limit } from '../../../../contract/limits';
import { ChildProcesses } from '../../../../runtime/adapters/processes/child-processes';
import { dismissShells } from '../../../../runtime/adapters/processes/standing-shell';
import type { ProcessCommand } from '../../../../runtime/ports/processes';
import { alive } from './alive';

let temporary: string;
let folder: string;
let processes: ChildProcesses;

beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'processes-'));
  folder = join(temporary, 'work');
  mkdirSync(folder);
  processes = new ChildProcesses({
    env: { PATH: process.env.PATH, LC_ALL: 'C', ANTHROPIC_API_KEY: 'canary', GIT_SSL_CAINFO: '/ca.pem' },
    temporary,
    graceSeconds: 0.3,
  });
});
afterEach(() => rmSync(temporary, { recursive: true, force: true }));

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

test('a script opens its own streams by their names', async () => {
  const result = await sh('echo a > /dev/stderr; echo b | tee /dev/stderr > /dev/stdout');
  expect(result).toMatchObject({ stdout: 'b\n', stderr: 'a\nb\n', exitCode: 0 });
});

test('variables with any name reach a program, those that a shell keeps for itself included', async () => {
  const env = { 'a-b': '1', UID: '2', OPTIND: 'x', IFS: 'y', setsid: "it's" };
  const { stdout } = await processes.run({ program: { argv: ['env'] }, cwd: folder, env });
  for (const [name, value] of Object.entries(env)) expect(stdout.split('\n')).toContain(`${name}=${value}`);
});

test('a command has nothing of the shell that starts it', async () => {
  const { stdout } = await sh('(echo + 1 >&3) 2>/dev/null || echo closed; printf "%s " $- $# $0; trap');
  expect(stdout).toMatch(/^closed\n(\S+ )?0 sh $/);
});

test('commands that follow each other use one pair of pipes; what a lost one still holds is nobody else’s', async () => {
  const pipes = () => readdirSync(temporary).filter((name) => name.startsWith('prodigy-shell-'));
  await sh('true');
  const [first] = pipes();
  await sh('true');
  expect(pipes()).toEqual([first]);
  const { stdout } = await sh('setsid sh -c "echo \\$\\$; exec sleep 60" & sleep 0.2');
  await sh('true');
  expect(pipes()).not.toContain(first);
  process.kill(Number(stdout), 'SIGKILL');
});

test('where the shell beside a command is killed the command ends, and the next one runs', async () => {
  const killed = await sh('kill -9 $(cut -d " " -f 4 /proc/$$/stat); exec sleep 60');
  expect(killed).toMatchObject({ exitCode: 137, outcome: 'exited' });
  expect((await sh('echo next')).stdout).toBe('next\n');
});

test('shells without a program go with their pipes when they are told to; those with one stay', async () => {
  const first = sh('sleep 0.3; echo first');
  await sh('true');
  await dismissShells();
  const left = readdirSync(temporary).filter((name) => name.startsWith('prodigy-shell-'));
  expect(left).toHaveLength(1);
  expect((await first).stdout).toBe('first\n');
  await dismissShells();
  expect(readdirSync(temporary)).toEqual(['work']);
  expect((await sh('echo again')).stdout).toBe('again\n');
});

test('where somebody cleaned up the pipes of a shell, commands run all the same', async () => {
  await sh('true');
  for (const name of readdirSync(temporary)) if (name !== 'work') rmSync(join(temporary, name), { recursive: true });
  expect(await sh('echo out; echo err >&2')).toMatchObject({ stdout: 'out\n', stderr: 'err\n', exitCode: 0 });
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
