import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROGRAM, Scratch } from './prodigy';

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
  scratch.write('.gitignore', '.home\n');
  scratch.write('flow.yaml', flow());
  scratch.commit();
});
afterEach(() => scratch.remove());

/** Waits in its only step until it is let go on. */
const flow = (): string =>
  `- shell: "touch '${scratch.path}/.home/begun'; test -e '${scratch.path}/.home/go' || sleep 60"\n`;

const inHome = (name: string): string => join(scratch.path, '.home', name);

/** Begin a run, and stop it in its step. */
async function interrupted(runId: string, signal: NodeJS.Signals, ...args: string[]) {
  rmSync(inHome('begun'), { force: true });
  const command = [PROGRAM, 'run', 'flow.yaml', '--run-id', runId, ...args];
  const { cwd, env } = { cwd: scratch.path, env: scratch.env };
  const child = spawn(process.execPath, command, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) child[stream].on('data', (chunk) => (output[stream] += chunk));
  const ended = once(child, 'close');
  while (!existsSync(inHome('begun'))) await sleep(20);
  child.kill(signal);
  const [status] = await ended;
  scratch.write('.home/go', '');
  return { status, ...output };
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)(
  '%s ends a run in order and says how it goes on',
  async (signal, status) => {
    const ended = await interrupted('mine', signal);
    expect(ended.status).toBe(status);
    expect(ended.stderr.split('\n').slice(-3)).toEqual([
      'interrupted: waiting for the steps to end',
      'continue with: prodigy-k8s resume mine',
      '',
    ]);
    expect(ended.stdout).toMatch(/^run mine: cancelled \(interrupted: 'prodigy-k8s resume mine' goes on\)\n/);
    expect(scratch.prodigy('resume', 'mine', '-o', 'json')).toMatchObject({ status: 0 });
  },
  60_000,
);

test('without a run the newest of this repository goes on, with the workflow that it began with', async () => {
  await interrupted('first', 'SIGINT', '--quiet');
  rmSync(inHome('go'));
  await interrupted('second', 'SIGINT', '--quiet');
  scratch.write('flow.yaml', '- shell: exit 7\n');
  const { status, stdout, stderr } = scratch.prodigy('resume');
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.stringMatching(
      /^continuing run second\nflow\.yaml has changed: run second continues with the workflow it started with\n/,
    ),
  });
  expect(stdout).toMatch(/^run second: complete\n/);
  expect(scratch.prodigy('resume', '--quiet')).toMatchObject({ status: 0, stderr: '' });
  expect(scratch.prodigy('resume')).toMatchObject({
    status: 4,
    stderr: `prodigy-k8s: no run of ${scratch.path} waits to be continued\n`,
  });
}, 60_000);

test('where another repository has what waits, it is named', async () => {
  await interrupted('mine', 'SIGINT');
  const other = new Scratch();
  other.env.HOME = scratch.env.HOME;
  other.write('README', '');
  other.commit();
  expect(other.prodigy('resume')).toMatchObject({
    status: 4,
    stderr:
      `prodigy-k8s: no run of ${other.path} waits to be continued: name one of another repository:\n` +
      `  mine of ${scratch.path}\n`,
  });
  other.remove();
}, 60_000);

test('outside of repositories a run must be named', () => {
  rmSync(join(scratch.path, '.git'), { recursive: true });
  expect(scratch.prodigy('resume')).toMatchObject({
    status: 2,
    stderr: `prodigy-k8s: '--path' must be in a git repository with at least one commit, got ${scratch.path}\n`,
  });
});

test('a run that never was, or has ended, is one sentence', () => {
  expect(scratch.prodigy('resume', 'mine')).toMatchObject({
    status: 4,
    stderr: 'prodigy-k8s: there is no run mine here: see prodigy-k8s status\n',
  });
  scratch.write('.home/go', '');
  scratch.prodigy('run', 'flow.yaml', '--run-id', 'mine');
  expect(scratch.prodigy('resume', 'mine')).toMatchObject({
    status: 4,
    stderr: 'prodigy-k8s: run mine has ended: see prodigy-k8s status mine, or start another\n',
  });
});
