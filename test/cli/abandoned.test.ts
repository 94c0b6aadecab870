import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PROGRAM, Scratch } from './prodigy';

const WORKER = join(__dirname, '../../dist/runtime/prodigy-worker.cjs');

/** Files are never read, and nothing that Node knows of is under way. */
const NEVER = "require('node:fs/promises').readFile = () => new Promise(() => undefined);";

/** What the program asks for is no longer as it must be. */
const BROKEN = "process.stdout.write = () => { throw new TypeError('of no use'); };";

const scratch = new Scratch();
beforeAll(() => {
  scratch.write('workflow.yaml', '- shell: "true"\n');
  scratch.write('never.cjs', NEVER);
  scratch.write('broken.cjs', BROKEN);
});
afterAll(() => scratch.remove());

test.each([
  ['command line', PROGRAM, ['validate', 'workflow.yaml'], 'prodigy-k8s', 70],
  ['worker', WORKER, ['redis-config'], 'prodigy-worker', 1],
])('a %s with nothing to wait for before it is done fails, and says that the fault is its own', (_, ...call) => {
  const [program, args, name, status] = call;
  const { path: cwd, env } = scratch;
  const ended = spawnSync(process.execPath, ['--require', './never.cjs', program, ...args], {
    cwd,
    env,
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect(ended).toMatchObject({
    status,
    stdout: '',
    stderr: `${name}: this is a bug in the program: it waits for nothing, and is not done\n`,
  });
});

test('a command line that is itself at fault shows its stack, and exits as no outcome does', () => {
  const { path: cwd, env } = scratch;
  const args = ['--require', './broken.cjs', PROGRAM, 'schema'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 70, stdout: '' });
  expect(stderr).toMatch(/^TypeError: of no use\n {4}at /);
});
