import { checkedCluster } from '../../stacks/cluster-schema';
import { clusterNamed, clusters } from '../../stacks/clusters';

const facts = clusterNamed('production');

test('what the schema takes is what was written', () => {
  expect(checkedCluster(facts)).toEqual(facts);
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
