import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { keys } from '../../../review/preflight/keys';
import { parameters } from '../../../review/preflight/parameters';
import { complaints, job, object, statefulSet } from '../subjects';

/** What a real run is given, with lines added or changed. */
const folder = join(__dirname, '../../../manifests/edge/tidy-whitespace');
const config: string = parse(readFileSync(join(folder, 'configmap.workflow.yaml'), 'utf8')).data['config.env'];
const files = (workflow: string, env = config) =>
  object('ConfigMap', 'files', { data: { 'workflow.yaml': workflow, 'config.env': env } });

const SHELL = '- shell: make\n';
const secret = (...paths: string[]) => ({
  volumes: [{ name: 'secrets', secret: { items: paths.map((path) => ({ key: 'k', path })) } }],
});
const server = statefulSet('workspace', secret('git-token'));

test('agents of a workflow with claude steps need their key', () => {
  const claude = files('- claude: /review\n');
  expect(complaints(keys, [claude, job(), server])).toEqual([
    {
      about: 'agents',
      severity: 'error',
      text: "'credentials' must provide the key claude-api-key, got none: name its source with --credential claude-api-key=…",
      reason: 'the steps that need it would fail on every attempt',
    },
  ]);
  expect(complaints(keys, [claude, job({}, secret('claude-api-key')), server])).toEqual([]);
  expect(complaints(keys, [files(SHELL), job(), server])).toEqual([]);
});

test('keys may come from a projected volume; what the Secrets Store mounts is not known', () => {
  const claude = files('- claude: /review\n');
  const sources = [{ secret: { items: [{ key: 'k', path: 'claude-api-key' }] } }];
  expect(complaints(keys, [claude, job({}, { volumes: [{ name: 's', projected: { sources } }] }), server])).toEqual([]);
  const csi = { driver: 'secrets-store.csi.k8s.io' };
  expect(complaints(keys, [claude, job({}, { volumes: [{ name: 's', csi }] }), server])).toEqual([]);
});

test("a workflow's own secrets must be mounted too", () => {
  const own = files('name: x\nsecrets: {NPM_TOKEN: {provider: env, key: NPM_TOKEN}}\ncommands:\n  - shell: make\n');
  expect(complaints(keys, [own, job(), server])[0]?.text).toContain('must provide the key NPM_TOKEN, got none: ');
  const referred = files('env: {API: {value: "${TOKEN}", secret: true}}\ncommands:\n  - shell: make\n');
  expect(complaints(keys, [referred, job(), server])[0]?.text).toContain('must provide the key API, got none: ');
});

test('the workspace needs the key that origin is asked with', () => {
  expect(complaints(keys, [files(SHELL), job(), statefulSet('workspace', {})])).toEqual([
    expect.objectContaining({
      about: 'workspace',
      severity: 'error',
      text: "'credentials' must provide the key git-token, got none: name its source with --credential git-token=…",
    }),
  ]);
});

test('a run that asks origin as nobody is warned: its result cannot be pushed', () => {
  const anonymous = config.replace('GIT_AUTH="token"', 'GIT_AUTH="anonymous"');
  expect(complaints(keys, [files(SHELL, anonymous), job()])).toEqual([
    {
      about: 'files',
      severity: 'warning',
      text: "'credentials' must provide a key for origin to push the result, got none: name the Secret that holds git-token or git-ssh-key",
      reason: 'origin would reject the anonymous push, so the result would stay on the claim, unpublished',
    },
  ]);
});

test.each(['ARG', 'ARG_1'])('$%s without an argument is a warning', (name) => {
  const named = files(`- shell: test "$${name}"\n`);
  expect(complaints(parameters, [named])).toEqual([
    {
      about: 'files',
      severity: 'warning',
      text: `'argument' must be given if the workflow uses $${name}, got none: pass it with --args`,
      reason: 'the steps would get an empty text instead',
    },
  ]);
  const given = `PRODIGY_ARGUMENT="x"\n${config}`;
  expect(complaints(parameters, [files(`- shell: test "$${name}"\n`, given)])).toEqual([]);
});

test('a declared parameter that is required and not given is an error', () => {
  const workflow = 'parameters: {required: [{name: version, type: string}]}\ncommands:\n  - shell: echo ${version}\n';
  expect(complaints(parameters, [files(workflow)])).toEqual([
    {
      about: 'files',
      severity: 'error',
      text: "'parameters.version' must be given, got nothing: pass it with --param version=…",
      reason: 'the workflow requires it',
    },
  ]);
  const given = `PRODIGY_PARAMETERS="{\\"version\\":\\"1\\"}"\n${config}`;
  expect(complaints(parameters, [files(workflow, given)])).toEqual([]);
});

test('a reference that nothing can set is told with its place', () => {
  const [found] = complaints(parameters, [files('- claude: /fix ${versoin}\n')]);
  expect(found).toMatchObject({ about: 'files', severity: 'warning' });
  expect(found?.text).toMatch(/^workflow\.yaml:1:16: .*versoin.*: pass a value with --param, or correct the name$/);
});

test('a ConfigMap that is none of a run says nothing', () => {
  const others = [files('not: a workflow'), files(SHELL, 'odd'), object('ConfigMap', 'x', { data: { a: 'b' } })];
  for (const check of [keys, parameters]) expect(complaints(check, [...others, job()])).toEqual([]);
});
