import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PROGRAM, Scratch } from './prodigy';

const WORKER = join(__dirname, '../../dist/runtime/prodigy-worker.cjs');

/** Files are never read, and nothing that Node knows of is under way. */
const NEVER = "require('node:fs/promises').readFile = () => new Promise(() => undefined);";

const scratch = new Scratch();
beforeAll(() => {
  scratch.write('workflow.yaml', '- shell: "true"\n');
  scratch.write('never.cjs', NEVER);
});
afterAll(() => scratch.remove());

test.each([
  ['command line', PROGRAM, ['validate', 'workflow.yaml'], 'prodigy-k8s'],
  ['worker', WORKER, ['redis-config'], 'prodigy-worker'],
])('a %s with nothing to wait for before it is done fails, and says that the fault is its own', (_, ...call) => {
  const [program, args, name] = call;
  const { path: cwd, env } = scratch;
  const ended = spawnSync(process.execPath, ['--require', './never.cjs', program, ...args], {
    cwd,
    env,
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect(ended).toMatchObject({
    status: 1,
    stdout: '',
    stderr: `${name}: this is a bug in the program: it waits for nothing, and is not done\n`,
  });
});
