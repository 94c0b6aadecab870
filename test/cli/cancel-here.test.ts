import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROGRAM, Scratch } from './prodigy';

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
  scratch.write('.gitignore', '.home\n');
  scratch.write('flow.yaml', `- shell: "touch '${scratch.path}/.home/begun'; sleep 60"\n`);
  scratch.commit();
});
afterEach(() => scratch.remove());

async function begun(): Promise<{ readonly ended: Promise<unknown[]> }> {
  const child = scratch.start('run', 'flow.yaml', '--run-id', 'mine');
  while (!existsSync(join(scratch.path, '.home', 'begun'))) await sleep(20);
  return { ended: once(child, 'close') };
}

test('a run of this machine is stopped in order, and says how it goes on', async () => {
  const { ended } = await begun();
  const { status, stdout } = scratch.prodigy('cancel', 'mine');
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: 'run mine: stopped; continue with: prodigy-k8s resume mine\n',
  });
  expect(await ended).toEqual([143, null]);
  expect(scratch.prodigy('cancel', 'mine')).toMatchObject({
    status: 4,
    stderr: 'prodigy-k8s: run mine is not under way: nothing of it is left to stop\n',
  });
}, 60_000);

test('a run of this machine that drains ends its step, begins no other, and goes on from there', async () => {
  const gate = join(scratch.path, '.home', 'go');
  scratch.write(
    'flow.yaml',
    `- shell: "touch '${scratch.path}/.home/begun'; while [ ! -e '${gate}' ]; do sleep 0.05; done"
- shell: "echo second >> '${scratch.path}/.home/done'"
`,
  );
  scratch.commit();
  const { ended } = await begun();
  const { path: cwd, env } = scratch;
  const cancel = spawn(process.execPath, [PROGRAM, 'cancel', 'mine', '--drain'], { cwd, env });
  let said = '';
  cancel.stderr.on('data', (text) => {
    said += text;
  });
  while (!said.includes('start nothing new')) await sleep(20);
  writeFileSync(gate, '');
  expect(await once(cancel, 'close')).toEqual([0, null]);
  expect(await ended).toEqual([1, null]);
  expect(existsSync(join(scratch.path, '.home/done'))).toBe(false);
  expect(scratch.prodigy('resume', 'mine')).toMatchObject({ status: 0 });
  expect(readFileSync(join(scratch.path, '.home/done'), 'utf8')).toBe('second\n');
}, 60_000);

test('scripts are told of a stopped run what status tells them', async () => {
  const { ended } = await begun();
  const { status, stdout } = scratch.prodigy('cancel', 'mine', '-o', 'json');
  await ended;
  expect({ status, answer: JSON.parse(stdout) }).toEqual({
    status: 0,
    answer: expect.objectContaining({ runId: 'mine', phase: 'unfinished' }),
  });
  expect(stdout).toBe(scratch.prodigy('status', 'mine', '-o', 'json').stdout);
}, 60_000);

test('a process that has taken over the number of a killed run is left alone', async () => {
  const { ended } = await begun();
  scratch.prodigy('cancel', 'mine');
  await ended;
  const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
  writeFileSync(join(scratch.path, '.home/.prodigy/runs/mine/lock'), String(stranger.pid));
  expect(scratch.prodigy('cancel', 'mine').status).toBe(4);
  expect(stranger.exitCode).toBeNull();
  stranger.kill('SIGKILL');
  expect(await once(stranger, 'close')).toEqual([null, 'SIGKILL']);
}, 60_000);

test('what is not there, or has ended, is not cancelled', () => {
  expect(scratch.prodigy('cancel', 'mine').stderr).toBe(
    'prodigy-k8s: there is no run mine here: see prodigy-k8s status\n',
  );
  scratch.write('.home/go.yaml', '- shell: "true"\n');
  scratch.prodigy('run', '.home/go.yaml', '--run-id', 'done');
  expect(scratch.prodigy('cancel', 'done').stderr).toBe(
    'prodigy-k8s: run done has ended: there is nothing to cancel\n',
  );
}, 60_000);
