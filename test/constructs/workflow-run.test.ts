import { Credentials } from '../../constructs/credentials';
import { GitAuth } from '../../constructs/git-auth';
import { GitRepository } from '../../constructs/git-repository';
import { mirrorName } from '../../constructs/mirror-name';
import { WorkflowRun, type WorkflowRunProps } from '../../constructs/workflow-run';
import type { ClusterFacts } from '../../contract/cluster-facts';
import { parseRunConfig } from '../../contract/run-config';
import { podSpecOf } from './restricted';
import { only, type Rendered, repository, synthesized } from './synthesized';
import { mapReduce, standard, step } from './workflows-under-test';

const amounts = { cpu: '1', memory: '1Gi' };
const cluster: ClusterFacts = {
  name: 'test',
  namespace: 'team-a',
  delivery: 'cli',
  storage: { storageClass: 'fast', workspaceSize: '2Gi', queueSize: '1Gi' },
  agentResources: { requests: amounts, limits: amounts },
  maxAgents: 5,
  cleanupPolicy: 'delete',
  quota: { pods: 10, requests: amounts, limits: amounts },
};
const digest = `sha256:${'a'.repeat(64)}`;
const required: WorkflowRunProps = {
  runId: 'fix-tests-1',
  workflow: mapReduce,
  workflowText: 'name: Fix tests\n',
  cluster,
  images: {
    agent: { repository: 'registry.example.com/agent', tag: '1', digest },
    redis: { repository: 'registry.example.com/redis', tag: '7', digest: null },
  },
  repository,
};
const claude = { ...mapReduce, setup: { ...mapReduce.setup, steps: [step('/plan', 'claude')] } };

const rendered = (props: Partial<WorkflowRunProps> = {}): Rendered[] =>
  synthesized((scope) => void new WorkflowRun(scope, 'Run', { ...required, ...props }));
const kinds = (objects: Rendered[]) => objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort();
const configOf = (objects: Rendered[]) => parseRunConfig(only(objects, 'ConfigMap').data['config.env']);

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

test('the claude key is mounted where a step calls Claude or items may conflict, and HTTPS is open there', () => {
  const objects = synthesized((scope) => {
    const credentials = Credentials.fromSecretName(scope, 'Keys', 'team-keys', ['claude-api-key', 'git-token']);
    new WorkflowRun(scope, 'Run', { ...required, workflow: claude, credentials });
    new WorkflowRun(scope, 'Other', { ...required, workflow: standard, runId: 'other', credentials });
    new WorkflowRun(scope, 'Items', { ...required, runId: 'items', credentials });
    const origin = Credentials.fromSecretName(scope, 'Origin', 'team-keys', ['git-token']);
    new WorkflowRun(scope, 'Keyless', { ...required, runId: 'keyless', credentials: origin });
  });
  const secretsOf = (job: string) =>
    podSpecOf(only(objects, 'Job', job)).volumes.flatMap((volume: Rendered) => volume.secret?.items ?? []);
  expect(secretsOf('prodigy-fix-tests-1')).toEqual([{ key: 'claude-api-key', path: 'claude-api-key' }]);
  expect(secretsOf('prodigy-items')).toEqual([{ key: 'claude-api-key', path: 'claude-api-key' }]);
  expect(secretsOf('prodigy-other')).toEqual([]);
  expect(secretsOf('prodigy-keyless')).toEqual([]);
  const egress = (run: string) => only(objects, 'NetworkPolicy', `prodigy-${run}-agents`).spec.egress;
  expect(egress('fix-tests-1')).toHaveLength(4);
  expect(egress('items')).toHaveLength(4);
  expect(egress('keyless')).toHaveLength(3);
});

test('keys that are the workflow’s own are for the agents, origin’s never are', () => {
  const objects = synthesized((scope) => {
    const credentials = Credentials.fromSecretName(scope, 'Keys', 'team-keys', [
      'DEPLOY_KEY',
      'git-token',
      'git-ssh-key',
    ]);
    new WorkflowRun(scope, 'Run', { ...required, credentials });
  });
  const { volumes } = podSpecOf(only(objects, 'Job'));
  expect(volumes.flatMap((volume: Rendered) => volume.secret?.items ?? [])).toEqual([
    { key: 'DEPLOY_KEY', path: 'DEPLOY_KEY' },
  ]);
});

test('where policies know hosts by name, claude steps reach their host and no other', () => {
  const objects = synthesized((scope) => {
    const credentials = Credentials.fromSecretName(scope, 'Keys', 'team-keys', ['claude-api-key']);
    const facts = { ...cluster, crds: ['ciliumnetworkpolicies.cilium.io'] };
    new WorkflowRun(scope, 'Run', { ...required, workflow: claude, credentials, cluster: facts });
  });
  expect(only(objects, 'CiliumNetworkPolicy').spec.egress[1].toFQDNs).toEqual([{ matchName: 'api.anthropic.com' }]);
  expect(only(objects, 'NetworkPolicy', 'prodigy-fix-tests-1-agents').spec.egress).toHaveLength(2);
});

test('a run whose queue is in an existing Redis has none of its own, and its agents get the password', () => {
  const objects = synthesized((scope) => {
    const credentials = Credentials.fromSecretName(scope, 'Keys', 'team-keys', ['queue-password']);
    const redis = { host: 'redis', tls: true, username: 'prodigy', passwordKey: 'queue-password' };
    new WorkflowRun(scope, 'Run', { ...required, credentials, redis });
  });
  expect(kinds(objects)).toEqual(kinds(rendered({ workflow: standard })));
  expect(configOf(objects).redis).toEqual({
    host: 'redis',
    port: 6379,
    tls: true,
    username: 'prodigy',
    passwordKey: 'queue-password',
    keyPrefix: 'prodigy',
  });
  expect(podSpecOf(only(objects, 'Job')).volumes).toContainEqual(
    expect.objectContaining({ secret: expect.objectContaining({ secretName: 'team-keys' }) }),
  );
  expect(() => rendered({ redis: { host: 'redis', passwordKey: 'queue-password' } })).toThrow(
    new Error("'credentials' must provide the key queue-password, got no credentials: the existing Redis asks for it"),
  );
});

test('a standard run has no queue, and no use for a Redis', () => {
  const redis = { host: 'redis', passwordKey: 'queue-password' };
  expect(rendered({ workflow: standard, redis })).toEqual(rendered({ workflow: standard }));
});

test('a claude step without a key is refused', () => {
  expect(() => rendered({ workflow: claude })).toThrow(
    new Error(
      "'credentials' must provide the key claude-api-key, got no credentials: " +
        'the workflow Fix tests has claude steps, so name a Secret that holds it',
    ),
  );
  expect(() =>
    synthesized((scope) => {
      const credentials = Credentials.fromSecretName(scope, 'Keys', 'team-keys', ['git-token']);
      new WorkflowRun(scope, 'Run', { ...required, workflow: claude, credentials });
    }),
  ).toThrow("'credentials' must provide the key claude-api-key, got git-token");
});
