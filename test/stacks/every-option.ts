import { join } from 'node:path';
import { CILIUM_POLICY_CRD, type ClusterFacts, PROVIDERS } from '../../contract/cluster-facts';
import { KARPENTER_CRD } from '../../contract/placement';
import type { SecretSources } from '../../contract/secret-source';
import { clusterNamed } from '../../stacks/clusters';
import { readProject } from '../../stacks/project';
import type { RenderRequest } from '../../stacks/render';

/*
 * Runs and namespaces that use, all together, every option there is: what is rendered of them is held against schemas
 * and API servers. A new option breaks the types here until it is used.
 */

const { images } = readProject(join(__dirname, '../..'));
const development = clusterNamed('development');

const STANDARD = 'name: s\nmode: standard\ncommands:\n  - shell: "true"\n';
const MAP_REDUCE =
  'name: m\nmode: mapreduce\nprofiles: {ci: {A: b}}\nmap:\n  input: ls\n  agent_template:\n    - claude: "/fix"\n';

const repository = { url: 'https://git.example.com/team/a.git', revision: 'main', targetBranch: 'release' };
const credentials: SecretSources = {
  'git-token': { source: 'existing', secretName: 'keys' },
  'claude-api-key': { source: 'existing', secretName: 'keys' },
};

/** A run with nothing but what must be. */
export const plain: RenderRequest = {
  workflow: { text: STANDARD, file: 's.yaml' },
  cluster: development,
  images,
  repository: { url: repository.url, revision: 'main' },
};

/** A run with every setting. */
export const everything: Required<RenderRequest> = {
  workflow: { text: MAP_REDUCE, file: 'm.yaml' },
  cluster: development,
  images: { agent: { ...images.agent, digest: `sha256:${'0'.repeat(64)}` }, redis: images.redis },
  repository,
  credentials,
  argument: 'x',
  redis: { host: 'redis.data.svc', passwordKey: 'claude-api-key' },
  parameters: { version: '1.2' },
  items: [{ id: 'item_3', data: { path: 'a' } }],
  profile: 'ci',
  storage: { workspaceSize: '40Gi' },
  publish: 'branch',
  pullRequest: { forge: 'gitea', title: 'Tidy', body: 'All of it', draft: true, base: 'next' },
  agents: 3,
  minAgents: 2,
  runId: 'mine',
  timing: { leaseSeconds: 1, lockSeconds: 2 },
  cleanupPolicy: 'retain',
  publicHttps: true,
  allowHosts: ['203.0.113.0/24:8443'],
  agentPod: {
    image: 'registry.example.com:5000/team/agent:1.2',
    imagePullPolicy: 'Always',
    resources: { requests: { cpu: '1' }, limits: { cpu: '2' } },
    gpu: { count: 1 },
    checkoutSize: '20Gi',
    volumes: [
      { name: 'settings', path: '/mnt/settings', source: 'configMap', configMapName: 'settings', keys: ['a.json'] },
      { name: 'keys', path: '/mnt/keys', source: 'secret', secretName: 'keys', keys: ['npm-token'] },
      { name: 'models', path: '/mnt/models', source: 'claim', claimName: 'models' },
    ],
    variables: {
      MODE: { source: 'configMap', configMapName: 'settings', key: 'mode' },
      NODE: { source: 'field', path: 'spec.nodeName' },
    },
    deadlineSeconds: 3600,
    ttlSeconds: 600,
    graceSeconds: 90,
    disruptionBudget: { minAvailable: 1 },
  },
  placement: {
    spot: true,
    nodeSelector: { workload: 'batch' },
    nodeAffinity: [{ label: 'gpu', operator: 'DoesNotExist' }],
    nodePreferences: [{ weight: 1, nodes: [{ label: 'fast', operator: 'In', values: ['yes'] }] }],
    tolerations: [{ key: 'batch', value: 'true', effect: 'NoSchedule' }],
    priorityClass: 'low',
    apart: 'node',
    topologySpread: { topology: 'zone', maxSkew: 2, strict: true },
    doNotDisrupt: true,
  },
};

/** The same on another cluster: nobody but the command line lets a Job be removed by time. */
export const everythingOn = (cluster: ClusterFacts): RenderRequest => ({
  ...everything,
  cluster,
  agentPod: { ...everything.agentPod, ttlSeconds: cluster.delivery === 'cli' ? 600 : undefined },
});

/** Facts of a cluster with everything that a run or its namespace is made from. */
const facts: Required<ClusterFacts> = {
  ...development,
  name: 'every-option',
  namespace: 'every-option',
  version: '1.34',
  provider: 'eks',
  architecture: 'arm64',
  kubeconfig: { context: 'every-option' },
  storage: { storageClass: 'fast', workspaceSize: '40Gi', queueSize: '2Gi', accessMode: 'ReadWriteOncePod' },
  storageClasses: { fast: { accessModes: ['ReadWriteOncePod'], expandable: true } },
  agents: 2,
  minAgents: 2,
  quota: {
    pods: 10,
    requests: { cpu: '4', memory: '8Gi', storage: '100Gi' },
    limits: { cpu: '8', memory: '16Gi' },
    persistentVolumeClaims: 4,
  },
  submitters: [
    { kind: 'Group', name: 'team-a' },
    { kind: 'User', name: 'ci' },
  ],
  imagePullSecrets: ['registry'],
  placement: everything.placement,
  statePlacement: {
    nodeSelector: { state: 'yes' },
    nodeAffinity: [{ label: 'disk', operator: 'Exists' }],
    nodePreferences: [{ weight: 100, nodes: [{ label: 'zone', operator: 'NotIn', values: ['c'] }] }],
    tolerations: [{ key: 'state' }],
    priorityClass: 'high',
  },
  crds: [CILIUM_POLICY_CRD, KARPENTER_CRD],
  prices: { currency: 'USD', cpuHour: 1, memoryGibHour: 1, storageGibMonth: 1 },
  git: { auth: 'token', lfs: true },
  secrets: { 'git-token': { source: 'csi', providerClass: 'origin' } },
  dns: { namespace: 'dns', podLabels: { 'k8s-app': 'names' }, nodeLocalCache: true },
  monitoring: { namespace: 'watch', otlpEndpoint: 'https://collector.watch:4319/v1' },
  logLevel: 'warn',
  repositoryCache: {
    repositories: [
      { url: repository.url },
      {
        url: 'https://git.example.com/b.git',
        username: 'oauth2',
        credentials: { secretName: 'b', keys: ['git-token'] },
      },
      { url: 'git@github.com:team/c.git', credentials: { secretName: 'c', keys: ['git-ssh-key'] } },
    ],
    size: '200Gi',
    storageClass: 'slow',
    refreshSeconds: 60,
  },
};

const external = { source: 'external', store: 'vault', remoteKey: 'team/git' } as const;

const keys: readonly (readonly [string, SecretSources])[] = [
  ['existing', { 'git-token': { source: 'existing', secretName: 'keys', key: 'token' } }],
  [
    'external',
    { 'git-token': { ...external, property: 'token' }, 'claude-api-key': { ...external, refreshSeconds: 60 } },
  ],
  ['external', { 'git-token': { ...external, storeKind: 'ClusterSecretStore' } }],
  ['csi', { 'git-token': { source: 'csi', providerClass: 'origin' } }],
  ['env', { 'git-token': { source: 'env', variable: 'TOKEN' } }],
  ['file', { 'git-token': { source: 'file', path: 'token' }, NPM_TOKEN: { ...external } }],
];

const origins: readonly (readonly [string, Partial<RenderRequest>])[] = [
  [
    'SSH',
    {
      repository: {
        url: 'ssh://git@git.example.com:2222/a.git',
        revision: 'main',
        knownHosts:
          '[git.example.com]:2222 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl',
      },
      credentials: { 'git-ssh-key': { source: 'existing', secretName: 'keys' } },
    },
  ],
  [
    'an HTTPS host of the organisation',
    {
      repository: {
        url: 'https://git.example.com:8443/a.git',
        revision: 'main',
        caCertificates: '-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n',
      },
    },
  ],
  [
    'a GitHub App',
    {
      repository: {
        url: 'https://github.com/team/a.git',
        revision: 'main',
        githubApp: { appId: '1', installationId: '2' },
      },
      credentials: { 'github-app-key': { source: 'existing', secretName: 'keys' } },
    },
  ],
  ['a user name', { repository: { url: repository.url, revision: 'main', username: 'oauth2' }, credentials }],
  ['a short history', { repository: { url: repository.url, revision: 'main', depth: 1 } }],
  [
    'a sparse, blobless checkout with large files',
    { repository: { url: repository.url, revision: 'main', agentClone: 'blobless', sparsePaths: ['docs'], lfs: true } },
  ],
];

const mapReduce: RenderRequest = { ...plain, workflow: everything.workflow, credentials };

/** Runs that differ in one option each, by that option. */
export const optionRuns: readonly (readonly [string, RenderRequest])[] = [
  [
    'every fact of a cluster',
    { ...mapReduce, cluster: facts, allowHosts: ['*.example.com:8443', 'registry.npmjs.org'] },
  ],
  ...keys.map(([source, sources]): [string, RenderRequest] => [
    `keys that are ${source}`,
    { ...mapReduce, credentials: { ...credentials, ...sources } },
  ]),
  ...origins.map(([what, options]): [string, RenderRequest] => [`${what} at origin`, { ...plain, ...options }]),
  ...PROVIDERS.map((provider): [string, RenderRequest] => [
    `spot nodes of ${provider}`,
    { ...mapReduce, cluster: { ...development, provider }, placement: { spot: true } },
  ]),
  ...(['cli', 'pulumi', 'gitops'] as const).map((delivery): [string, RenderRequest] => [
    `delivery by ${delivery}`,
    { ...mapReduce, cluster: { ...development, delivery } },
  ]),
  ...(['node', 'zone'] as const).map((apart): [string, RenderRequest] => [
    `agents apart by ${apart}`,
    { ...mapReduce, placement: { apart, topologySpread: { topology: apart } } },
  ]),
  ['a Redis by its address', { ...mapReduce, redis: { host: '10.0.0.9', tls: true, port: 6380 } }],
  ['claims that many may write to', { ...mapReduce, storage: { accessMode: 'ReadWriteMany' } }],
];

/** Clusters whose namespaces differ, by what. */
export const optionTenants: readonly (readonly [string, ClusterFacts])[] = [
  ['no more than must be', { ...development, namespace: 'every-option' }],
  ['every fact of a cluster', facts],
];
