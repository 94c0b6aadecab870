import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { FakeApiServer } from './fake-api-server';
import { PROGRAM, Scratch } from './prodigy';

const api = new FakeApiServer();
const scratch = new Scratch();

/** A path of the API: group, namespace, resource, name. */
const PATH = /^\/(?:api\/v1|apis\/([a-z.0-9-]+)\/[a-z0-9]+)(?:\/namespaces\/([^/?]+))?\/([a-z]+)(?:\/([^/?]+))?/;

/** What an API server says to somebody who may do nothing. */
function refusal(method: string, path: string): { readonly kind: 'Status'; readonly message: string } {
  const [, group = '', namespace, resource = '', name] = PATH.exec(path) ?? [];
  const verbs: Readonly<Record<string, string>> = {
    GET: name === undefined ? 'list' : 'get',
    POST: 'create',
    PATCH: 'patch',
    DELETE: 'delete',
  };
  const what = `${resource}${group === '' ? '' : `.${group}`}${name === undefined ? '' : ` "${name}"`}`;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const right = `User "jane" cannot ${verbs[method]} resource "${resource}" in API group "${group}" ${where}`;
  return { kind: 'Status', message: `${what} is forbidden: ${right}` };
}

beforeAll(async () => {
  await api.start();
  api.answer = ({ method, path }) => [403, refusal(method, path)];
  scratch.write('kubeconfig', api.kubeconfig);
  scratch.write('flow.yaml', 'name: flow\ncommands:\n  - shell: "true"\n');
  scratch.commit();
});
afterAll(async () => {
  await api.stop();
  scratch.remove();
});

/** What a command says in the hands of somebody who may do nothing. */
async function denied(...args: readonly string[]): Promise<{ readonly status: unknown; readonly message: string }> {
  const where = ['--cluster', 'development', '--kubeconfig', 'kubeconfig'];
  const env = { ...scratch.env, TOKEN: 'x' };
  const child = spawn(process.execPath, [PROGRAM, ...args, ...where], { cwd: scratch.path, env });
  const ended = once(child, 'close');
  child.stdout.resume();
  const message = await text(child.stderr);
  const [status] = await ended;
  return { status, message };
}

const SUBMISSION = ['flow.yaml', '--repository', 'https://github.com/example/demo.git', '--revision', 'main'];
const COMMANDS: readonly (readonly [command: string, right: string])[] = [
  ['status', 'list resource "configmaps" in API group ""'],
  ['status a', 'get resource "configmaps" in API group ""'],
  ['logs a', 'get resource "configmaps" in API group ""'],
  ['events a', 'get resource "statefulsets" in API group "apps"'],
  ['explain a', 'get resource "configmaps" in API group ""'],
  ['scale a --max-parallel 2', 'get resource "jobs" in API group "batch"'],
  ['cancel a', 'get resource "configmaps" in API group ""'],
  ['cancel a --drain', 'get resource "configmaps" in API group ""'],
  ['restart a', 'get resource "jobs" in API group "batch"'],
  ['results a', 'get resource "configmaps" in API group ""'],
  ['history', 'list resource "configmaps" in API group ""'],
  ['cleanup -y', 'list resource "configmaps" in API group ""'],
  ['resume a', 'get resource "jobs" in API group "batch"'],
  ['retry a', 'get resource "configmaps" in API group ""'],
  ['publish a', 'get resource "configmaps" in API group ""'],
  ['dlq list --run a', 'get resource "statefulsets" in API group "apps"'],
  ['dlq inspect item_1 --run a', 'get resource "statefulsets" in API group "apps"'],
  ['dlq retry --run a', 'get resource "configmaps" in API group ""'],
  ['dlq purge --run a -y', 'get resource "statefulsets" in API group "apps"'],
  ['dlq export letters.json --run a', 'get resource "statefulsets" in API group "apps"'],
  ['secrets apply keys --credential git-token=env:TOKEN', 'patch resource "secrets" in API group ""'],
  ['secrets rotate keys --credential git-token=env:TOKEN', 'patch resource "secrets" in API group ""'],
  ['secrets check a', 'get resource "jobs" in API group "batch"'],
];

test.each(COMMANDS)(
  '%s names the missing right in one sentence',
  async (command, right) => {
    const { message, status } = await denied(...command.split(' '));
    expect(status).toBe(3);
    expect(message).toContain(`User "jane" cannot ${right} in the namespace "prodigy-dev": ask for this right`);
    expect(message.trimEnd().split('\n')).toHaveLength(1);
  },
  30_000,
);

test('run names it too', async () => {
  const { message, status } = await denied('run', ...SUBMISSION, '--anonymous', '--skip-preflight');
  expect({ status, message }).toEqual({
    status: 3,
    message: expect.stringMatching(
      /User "jane" cannot [a-z]+ resource "[a-z]+" in API group "[a-z.]*" in the namespace "prodigy-dev": ask for this right\n$/,
    ),
  });
}, 30_000);
