import { base } from '../../stacks/base';
import { clusterNamed } from '../../stacks/clusters';
import { layer, overlay, settled } from '../../stacks/overlay';
import { clusterLayer, target } from '../../stacks/targets';
import { parseUserClusters } from '../../stacks/user-clusters';

const FILE = '~/.prodigy/kubernetes.yaml';
const parse = (text: string) => parseUserClusters(text, FILE);
const facts = (text: string, name = 'mine') =>
  settled(name, overlay(layer(base, 'base'), parse(text).clusters.get(name)!));
const cluster = (...lines: string[]) => ['clusters:', '  mine:', ...lines.map((line) => `    ${line}`), ''].join('\n');

test('every key stands for a fact', () => {
  const text = cluster(
    'kubeconfig_path: ~/.kube/prod-config',
    'context: eks-cluster',
    'namespace: team-a',
    'version: 1.30',
    'provider: eks',
    'architecture: arm64',
    'spot_instances: true',
    'max_parallel: 100',
    'storage:',
    '  storage_class: gp3',
    '  workspace_size: 20Gi',
    '  queue_size: 2Gi',
    '  access_mode: ReadWriteOncePod',
    '  cleanup_policy: retain',
    'git:',
    '  default_auth_method: ssh',
    '  lfs_enabled: true',
    '  cache_repositories: [https://git.example.com/a.git]',
    '  cache_size: 50Gi',
    'secrets:',
    '  claude_api_key: {source: env, key: CLAUDE_API_KEY}',
    '  git_token: {source: file, path: ~/.config/prodigy/git-token}',
    '  npm-token: {source: external, store: vault, store_kind: ClusterSecretStore, key: team/npm, property: token}',
    '  a: {source: existing, secret: team-a, key: b}',
    '  c: {source: csi, class: vault}',
    '  NPM_TOKEN: {source: env, key: NPM_TOKEN}',
  );
  expect(facts(text)).toMatchObject({
    name: 'mine',
    delivery: 'cli',
    kubeconfig: { path: '~/.kube/prod-config', context: 'eks-cluster' },
    namespace: 'team-a',
    version: '1.30',
    provider: 'eks',
    architecture: 'arm64',
    placement: { spot: true },
    maxAgents: 100,
    storage: { storageClass: 'gp3', workspaceSize: '20Gi', queueSize: '2Gi', accessMode: 'ReadWriteOncePod' },
    cleanupPolicy: 'retain',
    git: { auth: 'ssh-key', lfs: true },
    repositoryCache: { repositories: [{ url: 'https://git.example.com/a.git' }], size: '50Gi' },
    secrets: {
      'claude-api-key': { source: 'env', variable: 'CLAUDE_API_KEY' },
      'git-token': { source: 'file', path: '~/.config/prodigy/git-token' },
      'npm-token': {
        source: 'external',
        store: 'vault',
        storeKind: 'ClusterSecretStore',
        remoteKey: 'team/npm',
        property: 'token',
      },
      a: { source: 'existing', secretName: 'team-a', key: 'b' },
      c: { source: 'csi', providerClass: 'vault' },
      NPM_TOKEN: { source: 'env', variable: 'NPM_TOKEN' },
    },
  });
});

test.each([
  ['clusters', 'clusters: {mine: {kubeconfig: ~/.kube/config, context: minikube}}'],
  [
    'execution.clusters',
    'execution: {mode: kubernetes, clusters: {mine: {kubeconfig: ~/.kube/config, context: minikube}}}',
  ],
  [
    'execution.kubernetes.clusters',
    'execution: {mode: local, worktree_dir: ~/.prodigy/worktrees, kubernetes: {clusters: {mine: {kubeconfig: ~/.kube/config, context: minikube}}}}',
  ],
])('clusters may stand under %s', (_, text) => {
  expect(facts(text).kubeconfig).toEqual({ path: '~/.kube/config', context: 'minikube' });
});

test('an empty file, or one for local runs alone, describes no cluster', () => {
  for (const text of ['', '# nothing\n', 'execution:\n  mode: local\n', 'clusters:\n'])
    expect(parse(text)).toEqual({ clusters: new Map(), warnings: [] });
});

test('a cluster of the user lies over the bundled one of its name, fact by fact', () => {
  const own = parse('clusters:\n  edge:\n    max_parallel: 2\n').clusters.get('edge')!;
  const { facts: merged, layers } = target('edge', clusterLayer(clusterNamed('edge')), own);
  expect(merged).toMatchObject({ ...clusterNamed('edge'), maxAgents: 2 });
  expect(layers.get('maxAgents')?.origin).toBe(`${FILE}:3:19`);
  expect(layers.get('namespace')?.origin).toBe('stacks/clusters/edge.ts');
});

test('a cache that mirrors nothing is remarked upon', () => {
  const { clusters, warnings } = parse(cluster('git:', '  cache_repositories: true', '  cache_size: 100Gi'));
  expect(warnings).toEqual([
    `${FILE}:4:27: 'cache_repositories' has no effect as true: list the addresses that the cache mirrors`,
    `${FILE}:5:19: 'cache_size' has no effect unless 'cache_repositories' lists repositories`,
  ]);
  expect([...clusters.get('mine')!.keys()]).toEqual([]);
});

test('a cache that is not wanted is taken away', () => {
  const own = parse(cluster('git: {cache_repositories: false}')).clusters.get('mine')!;
  const cached = layer({ repositoryCache: { repositories: [{ url: 'https://a.example.com/b.git' }] } }, 'cluster');
  expect(settled('mine', overlay(layer(base, 'base'), cached, own)).repositoryCache).toBeUndefined();
});

test.each([
  ['cluster: {}\n', "1:1: 'cluster' must be a key that is known here, got cluster: did you mean 'clusters'?"],
  ['- a\n', '1:1: a file of clusters must be a mapping, got ["a"]: write keys and values'],
  ['clusters: []\n', "1:11: 'clusters' must be a mapping, got []: write keys and values"],
  [
    'execution: {mode: cloud}\n',
    `1:19: 'mode' must be local or kubernetes, got "cloud": remove it; a run is on a cluster where --cluster names one`,
  ],
  [
    'execution: {worktree_dir: /tmp}\n',
    `1:27: 'worktree_dir' must be ~/.prodigy/worktrees, got "/tmp": remove it; local runs have no other folder`,
  ],
  [
    'clusters: {Prod: {}}\n',
    "1:12: a cluster's name must be lower-case letters, digits and dashes, got Prod: rename it",
  ],
  [
    'clusters: {a: {}}\nexecution: {clusters: {a: {}}}\n',
    "2:24: 'a' must be described once, got a second time: keep the one under 'clusters'",
  ],
  [cluster('contxt: a'), "3:5: 'contxt' must be a key that is known here, got contxt: did you mean 'context'?"],
  [
    cluster('storage:', '  colour: red'),
    "4:7: 'colour' must be a key that is known here, got colour: known here are storage_class, class, workspace_size, size, queue_size, access_mode, cleanup_policy",
  ],
  [
    cluster('secrets: {git_token: hunter2}'),
    "3:26: 'git_token' must be a mapping, got something else: write keys and values\n" +
      `${FILE}:3:26: 'source' must be one of env, file, existing, external, csi: name one`,
  ],
  [cluster('storage: gp3'), `3:14: 'storage' must be a mapping, got "gp3": write keys and values`],
  [
    cluster('kubeconfig: a', 'kubeconfig_path: b'),
    "4:5: 'kubeconfig_path' must be given once, got a second name for it: remove one",
  ],
  [
    cluster('secrets:', '  git_token: {source: env, key: A}', '  git-token: {source: env, key: B}'),
    "5:7: 'git-token' must be given once, got a second name for it: remove one",
  ],
  [
    cluster('__proto__: {}'),
    /^3:5: '__proto__' must be a key that is known here, got __proto__: known here are kubeconfig_path, /,
  ],
  [
    cluster('constructor: {}'),
    /^3:5: 'constructor' must be a key that is known here, got constructor: known here are /,
  ],
  [
    cluster('secrets:', '  git_token: {source: vault}'),
    "4:18: 'source' must be one of env, file, existing, external, csi: name one",
  ],
  [
    cluster('secrets:', '  git_token: {source: env, value: hunter2}'),
    "4:39: 'value' must be a key of the source env: known are key",
  ],
  ['a: [\n', /^2:1: not valid YAML: /],
  ['a: 1\n---\nb: 2\n', '2:1: a file of clusters must have one document, got several'],
])('%j is refused with its place', (text, message) => {
  const tell = () => {
    try {
      parse(text);
      return '';
    } catch (error) {
      return (error as Error).message.replace(`${FILE}:`, '');
    }
  };
  if (typeof message === 'string') expect(tell()).toBe(message);
  else expect(tell()).toMatch(message);
});

test('a value that no target can have is told with its place', () => {
  expect(() => facts(cluster('max_parallel: many'))).toThrow(
    new Error(`${FILE}:3:19: 'maxAgents' must be an integer from 1 to 1000, got "many": write it without quotes`),
  );
  expect(() => facts(cluster('secrets:', '  git_token: {source: env, key: hunter-2}'))).toThrow(
    new Error(
      `${FILE}:4:18: 'secrets.git-token.variable' must name an environment variable, got something else: ` +
        'name it, never write its value',
    ),
  );
});

test('all that is wrong is told at once', () => {
  expect(() => parse(cluster('a: 1', 'b: 2'))).toThrow(/:3:5: 'a' must .*\n.*:4:5: 'b' must /);
});
