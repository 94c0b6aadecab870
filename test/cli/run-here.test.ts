import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Scratch } from './prodigy';

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
});
afterEach(() => scratch.remove());

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(50);
}

test('a run says its warnings, leaves a branch, and is listed', () => {
  scratch.write('flow.yaml', '- shell: git commit -q --allow-empty -m Empty\n  colour: red\n');
  scratch.commit();
  const { status, stdout, stderr } = scratch.prodigy('run', 'flow.yaml', '--run-id', 'mine');
  expect(status).toBe(0);
  expect(stderr).toMatch(
    /^flow\.yaml:2:3: warning: unknown key 'colour' is ignored: .*\n {4}2 \| {3}colour: red\n {6}\| {3}\^\n/,
  );
  expect(stdout).toMatch(/^run mine: complete\ntime: {3}[0-9.]+ s\nresult: prodigy\/mine at [0-9a-f]{12}, 1 commit\n$/);
  expect(scratch.prodigy('status').stdout).toMatch(
    /^RUN +WORKFLOW +STATE +ITEMS +RESULT\nmine +flow +complete +prodigy\/mine /,
  );
}, 30_000);

test('a run that was interrupted is listed, with the way to go on', () => {
  scratch.write('flow.yaml', '- shell: echo hello\n');
  scratch.write('.home/.prodigy/runs/mine/journal.jsonl', '');
  expect(scratch.prodigy('status').stdout).toMatch(/\nmine +unfinished\n$/);
  expect(scratch.prodigy('status', 'mine').stdout).toBe(
    'run mine: unfinished; continue with: prodigy-k8s resume mine\n',
  );
  expect(JSON.parse(scratch.prodigy('status', 'mine', '-o', 'json').stdout)).toEqual({
    runId: 'mine',
    phase: 'unfinished',
  });
});

test('an impatient user leaves no step behind', async () => {
  const pid = join(scratch.path, 'pid');
  scratch.write('flow.yaml', `- shell: "trap : TERM; echo $$ > '${pid}'; while :; do sleep 0.1; done"\n`);
  scratch.commit();
  const child = scratch.start('run', 'flow.yaml', '--run-id', 'mine');
  const ended = once(child, 'exit');
  await until(() => existsSync(pid));
  for (const _ of ['first', 'second']) {
    child.kill('SIGINT');
    await sleep(200);
  }
  expect(await ended).toEqual([130, null]);
  expect(() => process.kill(Number(readFileSync(pid, 'utf8')), 0)).toThrow('ESRCH');
}, 30_000);

test.each([
  [['--path', '/nonexistent'], 2, "'--path' must be in a git repository with at least one commit, got /nonexistent"],
  [['--run-id', 'Mine'], 2, "'--run-id' must be lower-case letters, digits and dashes, at most 34, got Mine"],
  [
    ['--metrics-file', '/nonexistent/numbers'],
    2,
    "'--metrics-file' must be a file that can be written: ENOENT: no such file or directory, open '/nonexistent/numbers.new'",
  ],
  [['--metrics-file', '.'], 2, "'--metrics-file' must be a file that can be written: it is a folder"],
  [
    ['--run-id', 'taken'],
    4,
    "'--run-id' must not be the id of another run, got taken: continue it with 'prodigy-k8s resume taken', or name another",
  ],
])('with %j nothing is begun', (flags, expected, message) => {
  scratch.write('flow.yaml', '- shell: echo hello\n');
  scratch.write('.home/.prodigy/runs/taken/journal.jsonl', '');
  scratch.commit();
  const { status, stdout, stderr } = scratch.prodigy('run', 'flow.yaml', ...flags);
  expect({ status, stdout, stderr }).toEqual({ status: expected, stdout: '', stderr: `prodigy-k8s: ${message}\n` });
  expect(readdirSync(join(scratch.path, '.home/.prodigy/runs'))).toEqual(['taken']);
});

test('a run that never was is one sentence', () => {
  const { status, stderr } = scratch.prodigy('status', 'mine');
  expect({ status, stderr }).toEqual({
    status: 4,
    stderr: 'prodigy-k8s: there is no run mine here: see prodigy-k8s status\n',
  });
});

test('with an empty HOME nothing is written where the user stands', () => {
  scratch.env.HOME = '';
  scratch.prodigy('status');
  expect(readdirSync(scratch.path)).toEqual([]);
});

test('without any kubeconfig a cluster is not asked', () => {
  scratch.env.KUBECONFIG = undefined;
  const { status, stderr } = scratch.prodigy('status', '--cluster', 'edge');
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: "prodigy-k8s: '--kubeconfig' must name a kubeconfig, got none: name one, or set KUBECONFIG\n",
  });
});
