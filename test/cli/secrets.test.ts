import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../../cli/cli-error';
import { applySecret, rotateSecret } from '../../cli/commands/secrets';
import { checkSecrets } from '../../cli/commands/secrets-check';
import { FakeApiServer } from './fake-api-server';
import { nothingSaid, recordingTerminal, type Said } from './recording-terminal';

const VALUE = 'canary-4f1a/+"é';
const BASE64 = Buffer.from(VALUE).toString('base64');
const folder = mkdtempSync(join(tmpdir(), 'prodigy-secrets-'));
const here = process.cwd();
const api = new FakeApiServer();
let said: Said;

beforeAll(async () => {
  await api.start();
  writeFileSync(join(folder, 'kubeconfig'), api.kubeconfig);
  writeFileSync(join(folder, 'key'), VALUE, { mode: 0o600 });
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await api.stop();
});

beforeEach(() => {
  api.asked.length = 0;
  said = nothingSaid();
});

const terminal = recordingTerminal(() => said, folder, { TOKEN: VALUE });
const target = { cluster: 'development', kubeconfig: join(folder, 'kubeconfig') };
const apply = (name: string, ...credential: string[]) => applySecret(name, { ...target, credential }, terminal);
const rotate = (name: string | undefined, run: string | undefined, ...credential: string[]) =>
  rotateSecret(name, { ...target, run, credential }, terminal);

const refusal = (code: number, message: string) =>
  [code, { kind: 'Status', status: 'Failure', code, message }] as const;

async function errorOf(call: Promise<void>): Promise<CliError> {
  const error = await call.catch((thrown) => thrown);
  expect(error).toBeInstanceOf(CliError);
  expect(error.message).not.toContain(VALUE);
  return error;
}

const SECRET = '/api/v1/namespaces/prodigy-dev/secrets/team';

test('apply sends values from variables and files by server-side apply, with no annotation', async () => {
  api.answer = () => [200, { kind: 'Secret', apiVersion: 'v1', metadata: { name: 'team' } }];
  await apply('team', 'git-token=env:TOKEN', 'API_KEY=file:key');
  const [request] = api.asked;
  expect(api.asked).toHaveLength(1);
  expect(request).toMatchObject({ method: 'PATCH', type: 'application/apply-patch+yaml' });
  expect(request?.path).toBe(`${SECRET}?fieldManager=prodigy-k8s&force=false`);
  expect(request?.body).toEqual({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'team', namespace: 'prodigy-dev' },
    type: 'Opaque',
    data: { 'git-token': BASE64, API_KEY: BASE64 },
  });
  expect(said).toEqual({ out: 'secret team in prodigy-dev: applied API_KEY, git-token\n', progress: '', status: 0 });
});

test('rotate changes the named keys alone, and reads nothing', async () => {
  api.answer = () => [200, { kind: 'Secret', apiVersion: 'v1', metadata: { name: 'team' } }];
  await rotate('team', undefined, 'git-token=env:TOKEN');
  expect(api.asked).toEqual([
    {
      method: 'PATCH',
      path: `${SECRET}?fieldManager=prodigy-k8s`,
      type: 'application/json-patch+json',
      body: [{ op: 'replace', path: '/data/git-token', value: BASE64 }],
    },
  ]);
  expect(said.out).toBe('secret team in prodigy-dev: changed git-token\n');
  expect(said.progress).toBe('pods see them within about 90 seconds; their next steps use them\n');
});

test('rotate --run changes the Secret that came with a run', async () => {
  api.answer = () => [200, { kind: 'Secret', apiVersion: 'v1', metadata: {} }];
  await rotate(undefined, 'notes-1', 'git-token=env:TOKEN');
  expect(api.asked[0]?.path).toContain('/secrets/prodigy-secrets-notes-1?');
});

test('rotate of a key that the Secret does not have changes nothing, and says how to bring it', async () => {
  api.answer = () =>
    refusal(422, 'replace operation does not apply: doc is missing key: /data/git-token: missing value');
  const error = await errorOf(rotate('team', undefined, 'git-token=env:TOKEN'));
  expect(error.message).toBe(
    'cannot change keys of Secret team: it does not have every one of git-token: add new keys with secrets apply',
  );
});

test.each([
  ['apply', 'apply Secret team', () => apply('team', 'git-token=env:TOKEN')],
  ['rotate', 'change keys of Secret team', () => rotate('team', undefined, 'git-token=env:TOKEN')],
])('%s without the right names the right that is missing', async (_, what, call) => {
  const why = 'User "ana" cannot patch resource "secrets" in API group "" in the namespace "prodigy-dev"';
  api.answer = () => refusal(403, why);
  const { status, message } = await errorOf(call());
  expect({ status, message }).toEqual({ status: 3, message: `cannot ${what}: ${why}: ask for this right` });
});

test('a key that somebody else keeps is told, not taken', async () => {
  api.answer = () => refusal(409, 'Apply failed with 1 conflict: conflict with "externalsecrets": .data.git-token');
  const error = await errorOf(apply('team', 'git-token=env:TOKEN'));
  expect(error.message).toBe(
    'cannot apply Secret team: Apply failed with 1 conflict: conflict with "externalsecrets": .data.git-token',
  );
});

test.each([
  [() => apply('team', `git-token=${VALUE}`), "'--credential' must be KEY=SOURCE, got git-token=…"],
  [
    () => apply('team', 'git-token=existing:other'),
    "'--credential' must name env:NAME or file:PATH here, got existing for git-token: only these have a value to send",
  ],
  [
    () => apply(VALUE, 'git-token=env:TOKEN'),
    "'secret' must be lower-case letters, digits, dashes and dots, got something else: name a Secret",
  ],
  [
    () => rotate(undefined, undefined, 'git-token=env:TOKEN'),
    "'secrets rotate' must be given a Secret's name or --run, and not both",
  ],
])('what cannot be meant is refused before the cluster is asked: %#', async (call, message) => {
  expect((await errorOf(call())).message).toContain(message);
  expect(api.asked).toEqual([]);
});

describe('check of a workflow that is to be run', () => {
  const flags = {
    ...target,
    repository: 'https://git.example.com/a/b.git',
    revision: 'main',
    runId: 'w-1',
    credential: ['git-token=existing:team', 'API_KEY=existing:team', 'OTHER=existing:gone/deep', 'MINE=env:TOKEN'],
  };
  const check = () => checkSecrets('w.yaml', flags, terminal);

  beforeAll(() => {
    process.chdir(folder);
    writeFileSync('w.yaml', '- shell: "true"\n');
  });
  afterAll(() => process.chdir(here));

  test('says which keys are there, missing, empty, or come with it, and ends with 1', async () => {
    api.answer = ({ path }) =>
      path === SECRET
        ? [200, { kind: 'Secret', apiVersion: 'v1', metadata: {}, data: { 'git-token': BASE64, API_KEY: '' } }]
        : refusal(404, 'not found');
    await check();
    expect(said.out.split('\n')).toEqual([
      'KEY         SECRET                STATE',
      'MINE        prodigy-secrets-w-1   comes with the run',
      'deep        gone                  missing',
      'API_KEY     team                  empty',
      'git-token   team                  there',
      '',
    ]);
    expect(said.status).toBe(1);
    expect(api.asked.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  test('without the right to read Secrets it names that right', async () => {
    const why = 'secrets "gone" is forbidden: User "ana" cannot get resource "secrets"';
    api.answer = () => refusal(403, why);
    const { status, message } = await errorOf(check());
    expect({ status, message }).toEqual({ status: 3, message: `cannot get Secret gone: ${why}: ask for this right` });
  });
});

test('nothing is written to disk', () => {
  expect(readdirSync(folder).sort()).toEqual(['key', 'kubeconfig', 'w.yaml']);
});
