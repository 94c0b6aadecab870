import fc from 'fast-check';
import type { ClusterFacts } from '../../contract/cluster-facts';
import { type Candidate, chooseCluster, STRATEGIES } from '../../review/cluster/choose-cluster';
import type { ClusterSeen } from '../../review/cluster/cluster-seen';
import { base } from '../../stacks/base';

const NODE = {
  ...{ name: 'node-1', providerId: '', ready: true, architecture: 'amd64', labels: {}, cordoned: false, images: [] },
};
const SEEN: ClusterSeen = {
  latencyMs: 10,
  version: 'v1.34.2',
  nodes: [NODE, NODE],
  namespace: true,
  storageClasses: [{ name: 'standard', expandable: true, provisioner: 'example.com/disks', isImmediate: false }],
  crds: [],
  quotas: [{ hard: { pods: '50' }, used: { pods: '10' } }],
  pendingPods: 0,
  missingRights: [],
};

/** A cluster that is fine but for what is said here. */
const cluster = (name: string, facts: Partial<ClusterFacts> = {}, seen: Partial<ClusterSeen> = {}): Candidate => ({
  facts: {
    ...(base as unknown as ClusterFacts),
    name,
    delivery: 'cli',
    storage: { storageClass: 'standard', workspaceSize: '10Gi', queueSize: '1Gi' },
    agentResources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '2', memory: '4Gi' } },
    maxAgents: 100,
    ...facts,
  },
  seen: { ...SEEN, ...seen },
});

const order = (strategy: (typeof STRATEGIES)[number], candidates: readonly Candidate[], labels = {}) =>
  chooseCluster(candidates, { strategy, labels }).fit.map(({ name, why }) => `${name}: ${why}`);

const prices = { currency: 'USD', cpuHour: 0.04, memoryGibHour: 0.005, storageGibMonth: 0.1 };

test('lowest cost: what an agent takes in an hour, spot nodes with their discount, unknown prices last', () => {
  const spot = { prices: { ...prices, spotDiscount: 0.6 }, placement: { spot: true } };
  expect(order('lowest-cost', [cluster('c'), cluster('b', { prices }), cluster('a', spot)])).toEqual([
    'a: 0.0100 USD an hour for an agent, spot',
    'b: 0.0250 USD an hour for an agent, on demand',
    'c: its prices are unknown',
  ]);
});

test('fastest startup: nobody waits, nodes are there, the API server is near', () => {
  const clusters = [
    cluster('waiting', {}, { pendingPods: 1, latencyMs: 1 }),
    cluster('autopilot', { provider: 'gke-autopilot' }, { latencyMs: 1 }),
    cluster('far', { provider: 'eks' }, { latencyMs: 90 }),
    cluster('near', { provider: 'kind' }, { latencyMs: 2 }),
  ];
  expect(order('fastest-startup', clusters)).toEqual([
    'near: 0 pods of runs waiting, has nodes, answers in 2 ms',
    'far: 0 pods of runs waiting, has nodes, answers in 90 ms',
    'autopilot: 0 pods of runs waiting, creates nodes on demand, answers in 1 ms',
    'waiting: 1 pod of runs waiting, has nodes, answers in 1 ms',
  ]);
});

test('most capacity: the agents that the scarcest part of the quota has room for, then nodes', () => {
  const quota = (hard: Record<string, string>, used = {}) => ({ quotas: [{ hard, used }] });
  const clusters = [
    cluster('full', {}, quota({ pods: '5' }, { pods: '7' })),
    cluster('memory', {}, quota({ pods: '90', 'requests.memory': '8Gi' }, { 'requests.memory': '512Mi' })),
    cluster('open', { maxAgents: 30 }, { quotas: [] }),
    cluster('more', { maxAgents: 30 }, { quotas: [], nodes: [NODE, NODE, NODE] }),
  ];
  expect(order('most-capacity', clusters)).toEqual([
    'more: room for 30 agents of one run, 3 nodes schedulable',
    'open: room for 30 agents of one run, 2 nodes schedulable',
    'memory: room for 7 agents of one run, 2 nodes schedulable',
    'full: room for 0 agents of one run, 2 nodes schedulable',
  ]);
});

test('healthiest: fewest warnings, then nodes that take pods, then the nearest', () => {
  const clusters = [
    cluster('slow', {}, { latencyMs: 40 }),
    cluster('cordoned', {}, { nodes: [NODE, { ...NODE, cordoned: true }], latencyMs: 1 }),
    cluster('well', {}, { latencyMs: 4 }),
  ];
  expect(order('healthiest', clusters)).toEqual([
    'well: 0 warnings, 100 % of its nodes are schedulable, answers in 4 ms',
    'slow: 0 warnings, 100 % of its nodes are schedulable, answers in 40 ms',
    'cordoned: 1 warning, 50 % of its nodes are schedulable, answers in 1 ms',
  ]);
});

test('by labels: only clusters with a node that takes pods and has them all', () => {
  const node = (labels: Record<string, string>, cordoned = false) => ({ nodes: [{ ...NODE, labels, cordoned }, NODE] });
  const wanted = { workload: 'batch', zone: 'a' };
  const clusters = [
    cluster('both', {}, node(wanted)),
    cluster('one', {}, node({ workload: 'batch' })),
    cluster('gone', {}, node(wanted, true)),
    cluster('dark', {}, { nodes: undefined }),
  ];
  const { fit, unfit } = chooseCluster(clusters, { strategy: 'by-labels', labels: wanted });
  expect(fit.map(({ name }) => name)).toEqual(['both']);
  expect(unfit).toEqual([
    { name: 'one', why: 'no schedulable node has workload=batch, zone=a' },
    { name: 'gone', why: 'no schedulable node has workload=batch, zone=a' },
    { name: 'dark', why: 'this user may not list nodes, so their labels are unknown' },
  ]);
  expect(chooseCluster(clusters.slice(0, 1), { strategy: 'by-labels', labels: {} }).unfit).toEqual([
    { name: 'both', why: 'no labels are requested: name them with --node-selector' },
  ]);
});

test('clusters that cannot take the run are named with the reason, whatever is wanted', () => {
  const clusters = [
    cluster('gitops', { delivery: 'gitops' }),
    { facts: cluster('away').facts, problem: 'the cluster cannot be reached' },
    cluster('old', {}, { version: 'v1.29.0' }),
  ];
  for (const strategy of STRATEGIES) {
    const { fit, unfit } = chooseCluster(clusters, { strategy, labels: {} });
    expect(fit).toEqual([]);
    expect(unfit.map(({ name, why }) => `${name}: ${why}`)).toEqual([
      'gitops: its runs are delivered by gitops',
      'away: the cluster cannot be reached',
      'old: version: v1.29.0: must be 1.31 or later',
    ]);
  }
});

test('the same facts give the same order, however they come', () => {
  const clusters = ['a', 'b', 'c', 'd'].map((name, at) => cluster(name, {}, { latencyMs: at % 2 }));
  fc.assert(
    fc.property(
      fc.constantFrom(...STRATEGIES),
      fc.shuffledSubarray(clusters, { minLength: 4 }),
      (strategy, shuffled) => {
        expect(order(strategy, shuffled)).toEqual(order(strategy, clusters));
      },
    ),
  );
});
