import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { parse } from 'yaml';
import { stackSettings } from '../../../stacks/pulumi/stack-settings';
import { targets } from '../../../stacks/targets';

const root = join(__dirname, '../../..');
const PROJECT = 'prodigy-kubernetes';
const project = parse(readFileSync(join(root, 'Pulumi.yaml'), 'utf8'));
const schema: Record<string, { type: string; default: unknown }> = project.config;
const stackFile = (name: string) => parse(readFileSync(join(root, `Pulumi.${name}.yaml`), 'utf8'));

/** Configuration as the engine hands it to a program: texts, and JSON for what is no text. */
const handedOn = (values: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      `${PROJECT}:${key}`,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]),
  );

const settingsOf = (values: Record<string, unknown>, secretKeys: string[] = []) => {
  pulumi.runtime.setAllConfig(
    handedOn(values),
    secretKeys.map((key) => `${PROJECT}:${key}`),
  );
  return stackSettings(new pulumi.Config(PROJECT));
};

test('every target has a stack file, and nothing else has', () => {
  const files = readdirSync(root).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
  expect(files.sort()).toEqual(targets.map(({ name }) => name).sort());
});

test.each(targets.map(({ name }) => name))('%s sets known keys alone, and the ambient provider is off', (name) => {
  const { 'pulumi:disable-default-providers': disabled, ...config } = stackFile(name).config;
  expect(disabled).toEqual(['kubernetes']);
  for (const key of Object.keys(config)) expect(Object.keys(schema)).toContain(key.replace(`${PROJECT}:`, ''));
});

test('the program is compiled JavaScript', () => {
  expect(project).toMatchObject({
    runtime: { name: 'nodejs', options: { typescript: false } },
    main: 'dist/pulumi/index.cjs',
  });
});

test('no key of the schema is left unread, and what it says by default is what the program does', () => {
  const asked = new Set<string>();
  const config = new pulumi.Config(PROJECT);
  for (const method of ['get', 'getBoolean', 'getObject'] as const)
    jest.spyOn(config, method).mockImplementation((...[key]: unknown[]) => void asked.add(String(key)) as undefined);
  const byProgram = stackSettings(config);
  expect([...asked].sort()).toEqual(Object.keys(schema).sort());
  const bySchema = Object.fromEntries(Object.entries(schema).map(([key, { default: value }]) => [key, value]));
  expect(settingsOf(bySchema)).toEqual(byProgram);
});

test('every key does what it says', () => {
  const values = {
    authentication: 'inline',
    kubeconfigPath: '~/.kube/team',
    context: 'team',
    kubeconfig: '{}',
    execPlugins: ['/opt/login'],
    clusterIdentifier: 'blue',
    adoptExisting: true,
    importExisting: true,
    claims: 'protect',
    replacedRuns: 'remove',
    waitForRun: 'started',
    secrets: { 'git-token': 'clear' },
  };
  const { claims, replacedRuns, waitForRun, importExisting, ...others } = values;
  expect(Object.keys(values).sort()).toEqual(Object.keys(schema).sort());
  expect(settingsOf(values, ['kubeconfig', 'secrets'])).toEqual({
    ...others,
    policies: { claims, replacedRuns, waitForRun, importExisting },
  });
});

test.each<[string, Record<string, unknown>, string]>([
  [
    'a word that is not known',
    { claims: 'keep' },
    "'claims' must be one of retain, protect, delete, got keep: pulumi config set claims retain",
  ],
  [
    'a kubeconfig in clear text',
    { kubeconfig: 'token: clear' },
    "'kubeconfig' must be encrypted, got clear text: pulumi config set --secret kubeconfig < FILE, " +
      'and change it where it came from',
  ],
  [
    'keys in clear text',
    { secrets: { 'git-token': 'clear' } },
    "'secrets' must be encrypted, got clear text: pulumi config set --secret --path secrets.KEY, " +
      'and change it where it came from',
  ],
])('%s is refused, and no value of it is shown', (_, values, message) => {
  expect(() => settingsOf(values)).toThrow(new Error(message));
});

test.each([['text'], [{ 'git-token': { inner: 'clear' } }]])('keys that are no texts are refused: %j', (secrets) => {
  expect(() => settingsOf({ secrets }, ['secrets'])).toThrow(
    new Error(
      "'secrets' must hold a text for each key, got something else: pulumi config set --secret --path secrets.KEY",
    ),
  );
});
