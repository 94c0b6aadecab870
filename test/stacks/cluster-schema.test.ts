import type { ClusterFacts } from '../../contract/cluster-facts';
import type { NodeFacts, PlacementFacts } from '../../contract/placement';
import { checkedCluster } from '../../stacks/cluster-schema';
import { clusterNamed, clusters } from '../../stacks/clusters';

const facts = clusterNamed('production');

test('what the schema takes is what was written', () => {
  expect(checkedCluster({ ...facts })).toEqual(facts);
});

test('facts that were checked are not checked again; a change of them is', () => {
  const once = checkedCluster({ ...facts });
  expect(checkedCluster(once)).toBe(once);
  expect(() => checkedCluster({ ...once, maxAgents: 0 })).toThrow(/^'maxAgents' must/);
});

const nodes: Required<NodeFacts> = {
  nodeSelector: { workload: 'batch' },
  nodeAffinity: [{ label: 'node.kubernetes.io/instance-type', operator: 'NotIn', values: ['t3.nano'] }],
  nodePreferences: [{ weight: 10, nodes: [{ label: 'fast', operator: 'Exists' }] }],
  tolerations: [{ key: 'batch', value: 'true', effect: 'NoSchedule' }],
  priorityClass: 'batch-low',
};
const placement: Required<PlacementFacts> = {
  ...nodes,
  spot: true,
  apart: 'node',
  topologySpread: { topology: 'zone', maxSkew: 2, strict: true },
  doNotDisrupt: false,
};

test('every fact may be given', () => {
  const everything: Required<ClusterFacts> = {
    ...facts,
    version: '1.34',
    provider: 'gke-autopilot',
    architecture: 'arm64',
    kubeconfig: { path: '~/.kube/prod-config', context: 'eks-cluster' },
    storage: { ...facts.storage, accessMode: 'ReadWriteMany' },
    storageClasses: { 'ebs.gp3': { accessModes: ['ReadWriteOnce'], expandable: true } },
    agents: 5,
    minAgents: 2,
    quota: {
      ...facts.quota,
      requests: { ...facts.quota.requests, storage: '1Ti' },
      persistentVolumeClaims: 40,
    },
    submitters: [{ kind: 'ServiceAccount', name: 'ci', namespace: 'ci' }],
    imagePullSecrets: ['regcred'],
    placement,
    statePlacement: nodes,
    crds: ['externalsecrets.external-secrets.io'],
    prices: { currency: 'EUR', cpuHour: 0.03, memoryGibHour: 0, storageGibMonth: 0.1, spotDiscount: 1 },
    dns: { namespace: 'dns', podLabels: { 'k8s-app': 'coredns' }, port: 5353, nodeLocalCache: true },
    monitoring: { namespace: 'watch', otlpEndpoint: 'http://collector.watch:4318' },
    logLevel: 'warn',
    git: { auth: 'ssh-key', lfs: true },
    secrets: {
      a: { source: 'existing', secretName: 'team-a', key: 'token' },
      b: { source: 'external', store: 'vault', storeKind: 'ClusterSecretStore', remoteKey: 'a/b', property: 'p' },
      c: { source: 'csi', providerClass: 'vault' },
      d: { source: 'env', variable: 'GIT_TOKEN' },
      e: { source: 'file', path: '~/.config/prodigy/git-token' },
    },
    repositoryCache: {
      repositories: [
        {
          url: 'https://host/a',
          credentials: { secretName: 'cache', keys: ['git-token'] },
          knownHosts: 'host ssh-ed25519 AAAA',
          username: 'robot',
          caCertificates: '-----BEGIN CERTIFICATE-----',
        },
      ],
      size: '1Ti',
      storageClass: 'sc1',
      refreshSeconds: 60,
    },
  };
  expect(checkedCluster(everything)).toEqual(everything);
});

test('the clusters there are', () => {
  expect(clusters.map(({ name, delivery }) => `${name} ${delivery}`)).toEqual([
    'development cli',
    'edge pulumi',
    'production gitops',
  ]);
});

test('a cluster nobody described is refused', () => {
  expect(() => clusterNamed('mars')).toThrow(
    new Error(
      "'cluster' must be one of development, edge, production, got mars: add others as stacks/clusters/<name>.ts",
    ),
  );
});

test.each([
  [
    { namespace: 'Team A' },
    `'namespace' must be lower-case letters, digits and dashes, at most 63, got "Team A": name it as Kubernetes names a namespace`,
  ],
  [
    { storage: { ...facts.storage, storageClass: '' } },
    `'storage.storageClass' must name a StorageClass, got "": kubectl get storageclass lists them`,
  ],
  [
    { storage: { ...facts.storage, workspaceSize: '20 GB' } },
    `'storage.workspaceSize' must be a Kubernetes quantity, got "20 GB": write 500m, 2, 512Mi or 20Gi`,
  ],
  [
    { agentResources: { ...facts.agentResources, limits: { cpu: 4, memory: '8Gi' } } },
    `'agentResources.limits.cpu' must be a Kubernetes quantity, got 4: write 500m, 2, 512Mi or 20Gi`,
  ],
  [{ maxAgents: 1001 }, "'maxAgents' must be an integer from 1 to 1000, got 1001: see Limit in contract/limits.ts"],
  [{ maxAgents: '10' }, `'maxAgents' must be an integer from 1 to 1000, got "10": write it without quotes`],
  [{ delivery: 'ftp' }, `'delivery' must be one of cli, pulumi, gitops, got "ftp": see contract/cluster-facts.ts`],
  [{ cleanupPolicy: undefined }, "'cleanupPolicy' must be given, got nothing: see contract/cluster-facts.ts"],
  [{ color: 'red' }, "'cluster' must hold known facts only, got color: see contract/cluster-facts.ts"],
  [{ quota: { ...facts.quota, podz: 1 } }, "'quota' must hold known facts only, got podz: did you mean pods?"],
  [
    { storageClasses: { gp3: { accessModes: [], expandable: true, expandible: true } } },
    "'storageClasses.gp3' must hold known facts only, got expandible: did you mean expandable?",
  ],
  [
    { storageClasses: { GP3: { accessModes: [], expandable: true } } },
    `a name in 'storageClasses' must name a StorageClass, got "GP3": kubectl get storageclass lists them`,
  ],
  [
    { storageClasses: { gp3: { accessModes: ['RWX'], expandable: true } } },
    `'storageClasses.gp3.accessModes.0' must be one of ReadWriteOnce, ReadOnlyMany, ReadWriteMany, ReadWriteOncePod, got "RWX": see contract/cluster-facts.ts`,
  ],
  [
    { monitoring: { namespace: 'watch', otlpEndpoint: 'collector:4318' } },
    `'monitoring.otlpEndpoint' must be an HTTP address without credentials, got "collector:4318": write http://otel-collector.monitoring:4318`,
  ],
  [
    { version: 1.34 },
    `'version' must be a version of Kubernetes in quotes, major and minor, got 1.34: kubectl version shows it`,
  ],
  [
    { crds: ['ExternalSecret'] },
    `'crds.0' must be the full name of a CustomResourceDefinition, got "ExternalSecret": kubectl get crd lists them`,
  ],
  [{ crds: 'all' }, `'crds' must be a list, got "all": see contract/cluster-facts.ts`],
  [
    { prices: { ...facts.prices, currency: 'Dollars' } },
    `'prices.currency' must be a currency of three capital letters, got "Dollars": write USD or EUR`,
  ],
  [
    { prices: { ...facts.prices, cpuHour: '1 $' } },
    `'prices.cpuHour' must be a number from 0, got "1 $": write it without quotes and currency`,
  ],
  [
    { prices: { ...facts.prices, spotDiscount: 70 } },
    "'prices.spotDiscount' must be a number from 0 to 1, got 70: write 0.7 for 70 percent",
  ],
  [{ placement: { spot: 'yes' } }, `'placement.spot' must be true or false, got "yes": write it without quotes`],
  [
    { secrets: { token: { source: 'vault' } } },
    `'secrets.token.source' must be one of existing, external, csi, env, file, got "vault": see contract/secret-source.ts`,
  ],
  [
    { secrets: { 'a b': { source: 'env', variable: 'A' } } },
    `a name in 'secrets' must be letters, digits, dashes, underscores and dots, got something else: name a key, never its value`,
  ],
  [
    { secrets: { token: { source: 'env', variable: 'ghp-1' } } },
    `'secrets.token.variable' must name an environment variable, got something else: name it, never write its value`,
  ],
  [
    { secrets: { token: { source: 'existing', secretName: 'Team A' } } },
    `'secrets.token.secretName' must be lower-case letters, digits, dashes and dots, at most 253, got something else: name it as Kubernetes does`,
  ],
  [{ kubeconfig: { context: '' } }, `'kubeconfig.context' must be text, got "": see contract/cluster-facts.ts`],
  [{ storageClasses: ['gp3'] }, `'storageClasses' must be facts by name, got ["gp3"]: see contract/cluster-facts.ts`],
  [
    { repositoryCache: { repositories: 'all' } },
    `'repositoryCache.repositories' must be a list, got "all": see contract/cluster-facts.ts`,
  ],
  [
    { repositoryCache: { repositories: [], refreshSeconds: 100_000 } },
    "'repositoryCache.refreshSeconds' must be an integer from 1 to 86400, got 100000: see Limit in contract/limits.ts",
  ],
  [{ quota: 'large' }, `'quota' must be a group of facts, got "large": see contract/cluster-facts.ts`],
])('%j is refused', (wrong, message) => {
  expect(() => checkedCluster({ ...facts, ...wrong })).toThrow(new Error(message));
});

test('what is no group of facts at all is refused', () => {
  expect(() => checkedCluster(null)).toThrow(
    new Error("'cluster' must be a group of facts, got null: see contract/cluster-facts.ts"),
  );
});

test('every fact that is wrong is named at once', () => {
  const wrong = { ...facts, namespace: '', maxAgents: 0 };
  expect(() => checkedCluster(wrong)).toThrow(/^'namespace' .*\n'maxAgents' .*$/);
});
