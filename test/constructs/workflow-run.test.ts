import { Credentials } from '../../constructs/credentials';
import { GitAuth } from '../../constructs/git-auth';
import { GitRepository } from '../../constructs/git-repository';
import { mirrorName } from '../../constructs/mirror-name';
import { WorkflowRun, type WorkflowRunProps } from '../../constructs/workflow-run';
import type { ClusterFacts } from '../../contract/cluster-facts';
import { podSpecOf } from './restricted';
import { cluster, configOf, digest, kinds, rendered, required } from './run-under-test';
import { only, type Rendered, repository, synthesized } from './synthesized';
import { standard } from './workflows-under-test';

test('a MapReduce run is these objects', () => {
  expect(kinds(rendered())).toEqual([
    'ConfigMap prodigy-workflow-fix-tests-1',
    'Job prodigy-fix-tests-1',
    'NetworkPolicy prodigy-fix-tests-1-agents',
    'NetworkPolicy prodigy-fix-tests-1-default-deny',
    'NetworkPolicy prodigy-fix-tests-1-redis',
    'NetworkPolicy prodigy-fix-tests-1-workspace',
    'PersistentVolumeClaim prodigy-redis-fix-tests-1',
    'PersistentVolumeClaim prodigy-workspace-fix-tests-1',
    'Role prodigy-run-fix-tests-1',
    'RoleBinding prodigy-run-fix-tests-1',
    'Service prodigy-redis-fix-tests-1',
    'Service prodigy-workspace-fix-tests-1',
    'ServiceAccount prodigy-agent-fix-tests-1',
    'ServiceAccount prodigy-redis-fix-tests-1',
    'ServiceAccount prodigy-run-fix-tests-1',
    'StatefulSet prodigy-redis-fix-tests-1',
    'StatefulSet prodigy-workspace-fix-tests-1',
  ]);
});

test('a standard run is the same without a queue, and has one agent', () => {
  const objects = rendered({ workflow: standard });
  expect(kinds(objects)).toEqual(kinds(rendered()).filter((name) => !name.includes('redis')));
  expect(only(objects, 'Job').spec.parallelism).toBe(1);
});

test('a list of steps is given no items', () => {
  expect(() => rendered({ workflow: standard, items: [{ id: 'item_0', data: 1 }] })).toThrow(
    new Error("'items' must be left out of a workflow without a map phase, got 1: it works on none"),
  );
});

test('a run whose agents come and go begins with the fewest, and says how many there may be', () => {
  const objects = rendered({ minAgents: 2 });
  const { metadata, spec } = only(objects, 'Job');
  expect([spec.completions, spec.parallelism]).toEqual([2, 2]);
  expect(metadata.annotations).toEqual({ 'prodigy.io/max-agents': '5' });
  expect(configOf(objects)).toMatchObject({ agents: 5, minAgents: 2 });
});

test('the pods’ configuration says what the run was made of', () => {
  expect(configOf(rendered())).toEqual({
    runId: 'fix-tests-1',
    namespace: 'team-a',
    repositoryUrl: 'https://git.example.com/team/project.git',
    revision: 'main',
    targetBranch: 'main',
    publish: 'branch',
    cleanupPolicy: 'delete',
    agents: 5,
    gitAuth: 'anonymous',
    gitUsername: '',
    timing: { leaseSeconds: 12, lockSeconds: 30 },
  });
});

test('every setting is rendered', () => {
  const objects = synthesized((scope) => {
    const auth = GitAuth.token(Credentials.fromSecretName(scope, 'GitKeys', 'team-git', ['git-token']));
    const everything: Required<WorkflowRunProps> = {
      ...required,
      credentials: Credentials.fromSecretName(scope, 'Keys', 'team-keys', ['queue-password']),
      agents: 2,
      minAgents: 1,
      argument: 'it\'s "x"',
      parameters: { version: '1.2' },
      items: [{ id: 'item_3', data: 'x' }],
      publish: 'branch',
      repository: new GitRepository({ url: 'https://git.example.com/team-a/project.git', revision: 'main', auth }),
      pullRequest: { forge: 'gitea' },
      storage: { workspaceSize: '40Gi' },
      cleanupPolicy: 'retain',
      publicHttps: true,
      allowHosts: ['10.20.0.0/16'],
      redis: { host: 'redis', passwordKey: 'queue-password' },
      placement: { spot: true },
      agentPod: {
        image: 'registry.example.com/team/agent:2',
        resources: { requests: { cpu: '500m' } },
        ttlSeconds: 60,
      },
      timing: { leaseSeconds: 2, lockSeconds: 3 },
    };
    new WorkflowRun(scope, 'Run', everything);
  });
  expect(configOf(objects)).toMatchObject({
    agents: 2,
    minAgents: 1,
    argument: 'it\'s "x"',
    parameters: { version: '1.2' },
    publish: 'branch',
    pullRequest: { forge: 'gitea', owner: 'team-a', name: 'project', base: 'main' },
    cleanupPolicy: 'retain',
    timing: { leaseSeconds: 2, lockSeconds: 3 },
  });
  expect(only(objects, 'ConfigMap').data['items.json']).toContain('"item_3"');
  expect(only(objects, 'Job').spec.parallelism).toBe(1);
  expect(only(objects, 'PersistentVolumeClaim').spec).toMatchObject({
    storageClassName: 'fast',
    resources: { requests: { storage: '40Gi' } },
  });
  expect(only(objects, 'Job').spec.ttlSecondsAfterFinished).toBe(60);
  expect(podSpecOf(only(objects, 'Job')).containers[0]).toMatchObject({
    image: 'registry.example.com/team/agent:2',
    resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '1', memory: '1Gi' } },
  });
  expect(podSpecOf(only(objects, 'Job')).nodeSelector).toEqual({ 'node.kubernetes.io/lifecycle': 'spot' });
  expect(only(objects, 'NetworkPolicy', 'prodigy-fix-tests-1-agents').spec.egress).toHaveLength(5);
});

test('Redis and workspace keep off spot nodes where agents go to them', () => {
  const facts = {
    ...cluster,
    provider: 'eks',
    placement: { spot: true },
    statePlacement: { priorityClass: 'high' },
  } as const;
  const objects = rendered({ cluster: facts });
  expect(podSpecOf(only(objects, 'Job')).nodeSelector).toEqual({ 'eks.amazonaws.com/capacityType': 'SPOT' });
  for (const name of ['redis', 'workspace']) {
    const pod = podSpecOf(only(objects, 'StatefulSet', `prodigy-${name}-fix-tests-1`));
    expect(pod.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms).toEqual([
      { matchExpressions: [{ key: 'eks.amazonaws.com/capacityType', operator: 'NotIn', values: ['SPOT'] }] },
    ]);
    expect(pod.priorityClassName).toBe('high');
  }
});

test("every program of a run logs as its cluster says, with nothing said as each program's own default is", () => {
  const levels = (facts: ClusterFacts) => {
    const pods = rendered({ cluster: facts }).filter(({ kind }) => ['Job', 'StatefulSet'].includes(kind));
    const containers = pods.map(podSpecOf).flatMap((pod) => [...(pod.initContainers ?? []), ...pod.containers]);
    return containers.map(({ env }) => env.find(({ name }: Rendered) => name === 'PRODIGY_LOG_LEVEL')?.value);
  };
  expect(levels({ ...cluster, logLevel: 'warn' })).toEqual(Array(5).fill('warn'));
  expect(levels(cluster)).toEqual(Array(5).fill(undefined));
});

test('a run whose repository the cluster mirrors fetches from the cache, others do not', () => {
  const withCache = (url: string) =>
    rendered({ cluster: { ...cluster, repositoryCache: { repositories: [{ url }] } } });
  const ports = (objects: Rendered[]) =>
    only(objects, 'NetworkPolicy', 'prodigy-fix-tests-1-workspace').spec.egress.length;
  const mirrored = withCache('https://git.example.com/team/project');
  expect(configOf(mirrored).repositoryCache).toBe(`http://prodigy-repo-cache:8080/${mirrorName(repository.url)}.git`);
  const other = withCache('https://git.example.com/team/other');
  expect(configOf(other).repositoryCache).toBeUndefined();
  expect(ports(mirrored)).toBe(ports(other) + 1);
});

test('images are named by digest where one is known', () => {
  const objects = rendered();
  const queue = podSpecOf(only(objects, 'StatefulSet', 'prodigy-redis-fix-tests-1'));
  expect(podSpecOf(only(objects, 'Job')).containers[0].image).toBe(`registry.example.com/agent@${digest}`);
  expect(queue.initContainers[0].image).toBe(`registry.example.com/agent@${digest}`);
  expect(queue.containers[0].image).toBe('registry.example.com/redis:7');
});

test.each([
  ['cli', 3600],
  ['pulumi', undefined],
  ['gitops', undefined],
] as const)('delivered by %s, a finished Job has the TTL %p', (delivery, ttl) => {
  expect(only(rendered({ cluster: { ...cluster, delivery } }), 'Job').spec.ttlSecondsAfterFinished).toBe(ttl);
});

test.each(['pulumi', 'gitops'] as const)('delivered by %s, nobody may have a finished Job removed', (delivery) => {
  expect(() => rendered({ cluster: { ...cluster, delivery }, agentPod: { ttlSeconds: 60 } })).toThrow(
    new Error(
      `'agentPod.ttlSeconds' must be left out where ${delivery} delivers, got 60: a Job that is gone would be created again`,
    ),
  );
});

test('what is undefined leaves the setting of the cluster as it is', () => {
  const none = { cpu: undefined, memory: undefined };
  const unset: Partial<WorkflowRunProps> = {
    storage: { storageClass: undefined, workspaceSize: undefined, queueSize: undefined, accessMode: undefined },
    placement: { spot: undefined, nodeSelector: undefined },
    agentPod: { resources: { requests: none, limits: none }, checkoutSize: undefined },
  };
  expect(rendered(unset)).toEqual(rendered());
});
