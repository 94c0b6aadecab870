import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ChildProcesses } from '../../../../runtime/adapters/processes/child-processes';
import { Guardian } from '../../../../runtime/adapters/processes/guardian';
import { alive } from './alive';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guardian-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((done) => setTimeout(done, 10));
}

/** A program that runs a script under a guardian. */
async function program(script: string): Promise<ChildProcess> {
  const root = join(__dirname, '../../../..');
  const source = `
    import { ChildProcesses } from '${root}/runtime/adapters/processes/child-processes';
    import { Guardian } from '${root}/runtime/adapters/processes/guardian';
    const main = async () => {
      const guardian = await Guardian.start('${folder}');
      const processes = new ChildProcesses({ env: process.env, temporary: '${folder}', guardian });
      await processes.run({ program: { script: ${JSON.stringify(script)} }, cwd: '${folder}', env: {} });
    };
    void main();
  `;
  const outfile = join(folder, 'program.cjs');
  const stdin = { contents: source, resolveDir: root, loader: 'ts' } as const;
  await build({ stdin, outfile, bundle: true, platform: 'node', logLevel: 'silent' });
  return spawn(process.execPath, [outfile], { stdio: 'ignore' });
}

test('what a killed program was running ends with it, children and those who ignore signals too', async () => {
  const child = await program("trap '' TERM HUP; sleep 60 & echo $! $$ > pids; wait; sleep 60");
  const pids = join(folder, 'pids');
  await until(() => existsSync(pids) && readFileSync(pids, 'utf8').endsWith('\n'));
  child.kill('SIGKILL');
  for (const pid of readFileSync(pids, 'utf8').trim().split(' ').map(Number)) await until(() => !alive(pid));
});

test('commands under a guardian run as they would without', async () => {
  const guardian = await Guardian.start(folder);
  const processes = new ChildProcesses({ env: process.env, temporary: folder, guardian });
  const run = (argv: string[]) => processes.run({ program: { argv }, cwd: folder, env: {} });
  expect(await run(['printf', '%s|', '$HOME', "it's", ''])).toMatchObject({ stdout: "$HOME|it's||", exitCode: 0 });
  expect(await run(['no-such-program'])).toMatchObject({ stderr: 'no-such-program: not found\n', exitCode: 127 });
  const script = 'ls /proc/self/fd 2>/dev/null | grep -x 3; printf %s "$0:$#"; exit 4';
  expect(await processes.run({ program: { script }, cwd: folder, env: {} })).toMatchObject({
    stdout: expect.stringMatching(/sh:0$/),
    exitCode: 4,
  });
  await guardian.dismiss();
  expect(alive(guardian.pid)).toBe(false);
});

test('a guardian that somebody killed stops nobody from working', async () => {
  const guardian = await Guardian.start(folder);
  const processes = new ChildProcesses({ env: process.env, temporary: folder, guardian });
  process.kill(guardian.pid, 'SIGKILL');
  await until(() => !alive(guardian.pid));
  const ran = await processes.run({ program: { script: 'echo done' }, cwd: folder, env: {} });
  expect(ran).toMatchObject({ stdout: 'done\n', exitCode: 0 });
  await guardian.dismiss();
});

test('a dismissed guardian is gone', async () => {
  const guardian = await Guardian.start(folder);
  const watcher = guardian.pid;
  await guardian.dismiss();
  await guardian.dismiss();
  expect(alive(watcher)).toBe(false);
});
