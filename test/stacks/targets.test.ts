import { clusters } from '../../stacks/clusters';
import { environmentNamed, environments } from '../../stacks/environments';
import { targetNamed, targets } from '../../stacks/targets';

test('each cluster is a target, alone and in its environments', () => {
  expect(targets.map(({ name, namespace }) => `${name} ${namespace}`)).toEqual([
    'development prodigy-dev',
    'edge prodigy-edge',
    'production prodigy',
    'production-staging prodigy-staging',
  ]);
});

test('a cluster by itself has what its file says', () => {
  for (const cluster of clusters) expect(targetNamed(cluster.name)).toMatchObject(cluster);
});

test('an environment has what the cluster has, but for what it changes', () => {
  const [cluster, staging] = [targetNamed('production'), targetNamed('production-staging')];
  expect(staging).toEqual({
    ...cluster,
    name: 'production-staging',
    namespace: 'prodigy-staging',
    maxAgents: 6,
    cleanupPolicy: 'delete',
    repositoryCache: undefined,
    storage: { ...cluster.storage, workspaceSize: '10Gi', queueSize: '2Gi' },
    quota: { pods: 30, requests: { cpu: '12', memory: '50Gi' }, limits: { cpu: '30', memory: '100Gi' } },
  });
});

test('environments are of clusters that there are, and no two targets share a name', () => {
  for (const name of environments.flatMap((environment) => environment.clusters))
    expect(clusters.map((cluster) => cluster.name)).toContain(name);
  expect(new Set(targets.map(({ name }) => name)).size).toBe(targets.length);
});

test('no two targets of one cluster share a namespace', () => {
  for (const cluster of clusters) {
    const namespaces = targets
      .filter(({ name }) => `${name}-`.startsWith(`${cluster.name}-`))
      .map((one) => one.namespace);
    expect(new Set(namespaces).size).toBe(namespaces.length);
  }
});

test('what nobody described is refused', () => {
  expect(() => targetNamed('mars')).toThrow(
    new Error(
      "'target' must be one of development, edge, production, production-staging, got mars: " +
        'see stacks/clusters and stacks/environments',
    ),
  );
  expect(() => environmentNamed('moon')).toThrow(
    new Error("'environment' must be one of staging, got moon: add others as stacks/environments/<name>.ts"),
  );
});
