import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { FakeApiServer } from './fake-api-server';
import { PROGRAM, Scratch } from './prodigy';

const api = new FakeApiServer();
const scratch = new Scratch();
beforeAll(() => api.start());
afterAll(async () => {
  await api.stop();
  scratch.remove();
});

test('a kubeconfig may be given on stdin', async () => {
  api.answer = () => [200, { kind: 'List', items: [] }];
  const { path: cwd, env } = scratch;
  const args = [PROGRAM, 'history', '--cluster', 'development', '--kubeconfig', '-', '-o', 'json'];
  const child = spawn(process.execPath, args, { cwd, env });
  child.stdin.end(api.kubeconfig);
  const ended = once(child, 'close');
  expect([await text(child.stdout), await text(child.stderr)]).toEqual(['[]\n', '']);
  expect(await ended).toEqual([0, null]);
  expect(api.asked.map(({ path }) => path.split('?')[0])).toEqual(['/api/v1/namespaces/prodigy-dev/configmaps']);
}, 30_000);

test('what is no kubeconfig is refused in one sentence', async () => {
  const { path: cwd, env } = scratch;
  const child = spawn(process.execPath, [PROGRAM, 'history', '--cluster', 'development', '--kubeconfig', '-'], {
    cwd,
    env,
  });
  child.stdin.end('{');
  expect(await text(child.stderr)).toMatch(/^prodigy-k8s: '--kubeconfig' must name a readable kubeconfig: .*\n$/);
}, 30_000);

test('what has nothing of a kubeconfig is refused in words', () => {
  scratch.write('empty', '');
  const { status, stderr } = scratch.prodigy('history', '--cluster', 'development', '--kubeconfig', 'empty');
  const why = 'it has no clusters, users and contexts';
  expect([status, stderr]).toEqual([2, `prodigy-k8s: '--kubeconfig' must name a readable kubeconfig: ${why}\n`]);
}, 30_000);
