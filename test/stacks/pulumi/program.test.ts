import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { type ClusterApi, ClusterRefusal } from '../../../stacks/pulumi/cluster-access';
import { program } from '../../../stacks/pulumi/program';
import { refuseUntaken, runSecrets } from '../../../stacks/pulumi/run-secrets';
import { Scratch } from '../../cli/prodigy';
import { canary, shownIn } from '../canary';

const PROJECT = 'prodigy-kubernetes';
const root = join(__dirname, '../../..');
const scratch = new Scratch();
afterAll(() => scratch.remove());
const token = canary('kubeconfig of a stack');
const kubeconfig = JSON.stringify({
  'current-context': 'edge',
  contexts: [{ name: 'edge', context: { cluster: 'c', user: 'u' } }],
  clusters: [{ name: 'c', cluster: { server: 'https://203.0.113.1' } }],
  users: [{ name: 'u', user: { token } }],
});
const world = { env: { TOKEN: 'from a variable' }, cwd: scratch.path, home: scratch.path };
const open: ClusterApi = {
  hello: async () => undefined,
  may: async () => true,
  rules: async () => [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
  workingRuns: async () => [],
  roleAnnotations: async () => undefined,
};

/** Run the program for a stack; gives the types of what it declared. */
async function run(stack: string, config: Record<string, string>, api: ClusterApi) {
  const declared: { type: string; inputs: unknown }[] = [];
  const newResource = (resource: pulumi.runtime.MockResourceArgs) => {
    declared.push(resource);
    return { id: resource.name, state: resource.inputs };
  };
  await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, PROJECT, stack);
  const secretKeys = Object.keys(config).filter((key) => /:(kubeconfig|secrets)$/.test(key));
  pulumi.runtime.setAllConfig(config, secretKeys);
  try {
    await program(root, world, async () => api);
    await pulumi.runtime.disconnect();
    return { declared };
  } catch (error) {
    return { declared, error: error as Error };
  }
}

const inline = { [`${PROJECT}:authentication`]: 'inline', [`${PROJECT}:kubeconfig`]: kubeconfig };

test('a stack whose cluster lets it is declared, and a target that the command line serves has its tenant alone', async () => {
  const { declared, error } = await run('development', inline, open);
  expect(error).toBeUndefined();
  expect(declared.map(({ type }) => type)).toEqual([
    'pulumi:providers:kubernetes',
    'prodigy:index:Tenant',
    'kubernetes:core/v1:Namespace',
    'kubernetes:core/v1:ResourceQuota',
    'kubernetes:core/v1:LimitRange',
    'kubernetes:rbac.authorization.k8s.io/v1:Role',
  ]);
  const others = declared.filter(({ type }) => type !== 'pulumi:providers:kubernetes');
  expect(shownIn(JSON.stringify(others), { token })).toEqual([]);
});

const gone = { ...open, hello: () => Promise.reject(new ClusterRefusal('unreachable', 'ECONNREFUSED')) };

test.each<[string, Parameters<typeof run>, RegExp]>([
  ['whose cluster is gone', ['development', inline, gone], /^the cluster of context edge must answer at https:/],
  [
    'of another context',
    ['development', { ...inline, [`${PROJECT}:context`]: 'b' }, open],
    /^'context' must be one of edge /,
  ],
  ['that gitops delivers', ['production', inline, open], /^'delivery' must be pulumi or cli for a stack, got gitops/],
  ['that is no target', ['moon', inline, open], /^'target' must be one of /],
  [
    'that would remove a run at work',
    [
      'development',
      { ...inline, [`${PROJECT}:replacedRuns`]: 'remove' },
      { ...open, workingRuns: async () => ['a-1'] },
    ],
    /^run a-1 must be over before it is removed/,
  ],
  [
    'whose namespace another stack has, though it may take over what is there',
    [
      'development',
      { ...inline, [`${PROJECT}:adoptExisting`]: 'true' },
      { ...open, roleAnnotations: async () => ({ 'prodigy.io/stack': `${PROJECT}/other` }) },
    ],
    /^namespace prodigy-dev must belong to one stack, got one that prodigy-kubernetes\/other has deployed: /,
  ],
  [
    'with a value that no run of it takes',
    ['edge', { ...inline, [`${PROJECT}:secrets`]: JSON.stringify({ 'git-token': token }) }, open],
    /^'secrets' must hold keys that come with a run of this stack alone \(none\), got git-token: /,
  ],
  [
    'that would write YAML',
    ['development', { ...inline, 'kubernetes:renderYamlToDirectory': 'out' }, open],
    /^'kubernetes:renderYamlToDirectory' must not be set/,
  ],
])('a stack %s is one sentence without a stack trace, and declares nothing', async (_, given, message) => {
  const { declared, error } = await run(...given);
  expect(pulumi.RunError.isInstance(error)).toBe(true);
  // With one, the SDK needs half a minute to say it.
  expect(error?.stack).toBeUndefined();
  expect(error?.message).toMatch(message);
  expect(declared).toEqual([]);
  expect(shownIn(String(error?.message), { token })).toEqual([]);
});

const secret = (source: { source: 'env'; variable: string } | { source: 'file'; path: string }) => ({
  metadata: { name: 'a' },
  sources: { 'git-token': source },
});
const valueIn = (values: ReturnType<typeof runSecrets>) =>
  new Promise((resolve) => pulumi.output(values).apply((known) => resolve(known['git-token'])));

test('a key is taken from the configuration, else from where the workflow says, and is secret', async () => {
  const variable = secret({ source: 'env', variable: 'TOKEN' });
  const fromStack = runSecrets(variable, { secrets: { 'git-token': 'from the stack' } }, world);
  expect(await valueIn(fromStack)).toBe('from the stack');
  expect(await valueIn(runSecrets(variable, { secrets: {} }, world))).toBe('from a variable');
  chmodSync(scratch.write('token', 'from a file'), 0o600);
  const fromFile = runSecrets(secret({ source: 'file', path: 'token' }), { secrets: {} }, world);
  expect(await valueIn(fromFile)).toBe('from a file');
  for (const values of [fromStack, fromFile]) expect(await pulumi.isSecret(pulumi.output(values))).toBe(true);
});

test('a key that is no text is refused without its value', () => {
  writeFileSync(join(scratch.path, 'bytes'), Buffer.from([0xff, 0xfe, 0x41]), { mode: 0o600 });
  expect(() => runSecrets(secret({ source: 'file', path: 'bytes' }), { secrets: {} }, world)).toThrow(
    new Error(
      "'git-token' must be text in UTF-8, got other bytes: encode it, or make its Secret on the cluster yourself",
    ),
  );
});

test('values that no run takes are refused by their keys, with those that some run does', () => {
  const runs = [secret({ source: 'env', variable: 'TOKEN' }), { sources: {} }];
  expect(() => refuseUntaken(['ssh-key', 'git-token', 'git_token'], runs)).toThrow(
    new Error(
      "'secrets' must hold keys that come with a run of this stack alone (git-token), got git_token, ssh-key: " +
        'pulumi config rm --path secrets.git_token, or have its workflow take it from env and renew its run',
    ),
  );
  expect(() => refuseUntaken(['git-token'], runs)).not.toThrow();
});
