import { parseRunConfig } from '../../contract/run-config';
import { clusterNamed } from '../../stacks/clusters';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { type RenderRequest, renderRun, renderTenant } from '../../stacks/render';

const image = { repository: 'registry.example.com/image', tag: '1', digest: null };
const request: RenderRequest = {
  workflow: { text: 'name: Fix all tests\nmode: standard\ncommands:\n  - shell: "true"\n', file: 'fix.yaml' },
  cluster: clusterNamed('development'),
  images: { agent: image, redis: image },
  repository: { url: 'https://git.example.com/a.git', revision: 'main' },
};
const configOf = (objects: KubernetesObject[]) => {
  const { data } = objects.find(({ kind }) => kind === 'ConfigMap') as unknown as { data: Record<string, string> };
  return parseRunConfig(data['config.env'] as string);
};

test('a run is named by what it is made of', () => {
  const { runId } = renderRun(request);
  expect(runId).toMatch(/^fix-all-tests-[0-9a-f]{8}$/);
  expect(renderRun(structuredClone(request))).toEqual(renderRun(request));
});

test.each<[string, Partial<RenderRequest>]>([
  ['workflow', { workflow: { ...request.workflow, text: `${request.workflow.text}# \n` } }],
  ['cluster', { cluster: { ...request.cluster, namespace: 'other' } }],
  ['image', { images: { agent: { ...image, tag: '2' }, redis: image } }],
  ['revision', { repository: { ...request.repository, revision: 'next' } }],
  ['argument', { argument: 'x' }],
  ['timing', { timing: { leaseSeconds: 1, lockSeconds: 1 } }],
])('another %s is another run', (_, other) => {
  expect(renderRun({ ...request, ...other }).runId).not.toBe(renderRun(request).runId);
});

test('an image that the run does not use is no other run', () => {
  expect(renderRun({ ...request, images: { agent: image, redis: { ...image, tag: '2' } } })).toEqual(
    renderRun(request),
  );
});

test('an id that somebody chose is taken', () => {
  const { runId, objects } = renderRun({ ...request, runId: 'mine' });
  expect(runId).toBe('mine');
  expect(objects.map(({ metadata }) => metadata.name)).toContain('prodigy-mine');
});

test('a Secret with a git token is used for origin, one without is not', () => {
  const kindWith = (key: string) => {
    const credentials = { [key]: { source: 'existing', secretName: 'keys' } } as const;
    return configOf(renderRun({ ...request, credentials }).objects).gitAuth;
  };
  expect(kindWith('git-token')).toBe('token');
  expect(kindWith('other')).toBe('anonymous');
});

test('keys that a run does not name come from where the cluster has them', () => {
  const secrets = { 'git-token': { source: 'existing', secretName: 'shared' } } as const;
  const cluster = { ...request.cluster, secrets };
  const secretOf = (objects: KubernetesObject[]) => /"secretName":"([^"]+)"/.exec(JSON.stringify(objects))?.[1];
  expect(secretOf(renderRun({ ...request, cluster }).objects)).toBe('shared');
  const credentials = { 'git-token': { source: 'existing', secretName: 'own' } } as const;
  expect(secretOf(renderRun({ ...request, cluster, credentials }).objects)).toBe('own');
});

const from = (secretName: string) => ({ source: 'existing', secretName }) as const;

test('what the repository says of SSH and of an App reaches the run', () => {
  const line = 'git.example.com ssh-ed25519 AAAA';
  const ssh = { url: 'git@git.example.com:a.git', revision: 'main', knownHosts: line };
  const withKey = { ...request, repository: ssh, credentials: { 'git-ssh-key': from('keys') } };
  const policies = renderRun(withKey).objects.filter(({ kind }) => kind === 'NetworkPolicy');
  expect(JSON.stringify(policies)).toContain('"port":22,');
  expect(configOf(renderRun(withKey).objects)).toMatchObject({
    repositoryUrl: 'ssh://git@git.example.com/a.git',
    gitAuth: 'ssh-key',
    gitKnownHosts: `${line}\n`,
  });
  const githubApp = { appId: '1', installationId: '2', apiUrl: 'https://ghe.example.com:8443/api/v3' };
  const repository = { ...request.repository, githubApp };
  const { objects } = renderRun({ ...request, repository, credentials: { 'github-app-key': from('k') } });
  expect(configOf(objects)).toMatchObject({ gitAuth: 'github-app', gitHubAppId: '1', gitHubInstallationId: '2' });
  expect(JSON.stringify(objects.filter(({ kind }) => kind === 'NetworkPolicy'))).toContain('"port":8443');
});

test('a cluster may say that large files are in Git LFS, and a run may say otherwise', () => {
  const cluster = { ...request.cluster, git: { lfs: true } };
  expect(configOf(renderRun({ ...request, cluster }).objects).lfs).toBe(true);
  const unset = { ...request.repository, lfs: undefined };
  expect(configOf(renderRun({ ...request, cluster, repository: unset }).objects).lfs).toBe(true);
  const repository = { ...request.repository, lfs: false };
  expect(configOf(renderRun({ ...request, cluster, repository }).objects).lfs).toBeUndefined();
});

test('a part of the history reaches a run that merges nothing', () => {
  const repository = { ...request.repository, depth: 3 };
  expect(configOf(renderRun({ ...request, repository }).objects).depth).toBe(3);
  expect(() => renderRun({ ...request, repository, publish: 'target' })).toThrow(
    /^'repository.depth' must not be given/,
  );
});

test('a run may push to its target branch', () => {
  expect(configOf(renderRun({ ...request, publish: 'target' }).objects).publish).toBe('target');
});

test('every setting reaches the run', () => {
  const everything: Required<RenderRequest> = {
    ...request,
    workflow: {
      text: 'name: m\nmode: mapreduce\nprofiles: {ci: {A: b}}\nmap:\n  input: ls\n  agent_template:\n    - shell: "true"\n',
      file: 'm.yaml',
    },
    repository: {
      ...request.repository,
      url: 'https://git.example.com/team/a.git',
      targetBranch: 'release',
      agentClone: 'blobless',
      sparsePaths: ['src', 'docs'],
      lfs: true,
      submodules: true,
    },
    credentials: { 'git-token': { source: 'env', variable: 'GIT_TOKEN' } },
    argument: 'x',
    redis: { host: 'redis.data.svc', keyPrefix: 'team' },
    parameters: { version: '1.2' },
    items: [{ id: 'item_3', data: 'x' }],
    profile: 'ci',
    storage: { workspaceSize: '40Gi' },
    publish: 'branch',
    pullRequest: { forge: 'gitea' },
    minAgents: 1,
    agents: 3,
    runId: 'mine',
    timing: { leaseSeconds: 1, lockSeconds: 2 },
    cleanupPolicy: 'retain',
    publicHttps: true,
    allowHosts: ['203.0.113.0/24:8443'],
    placement: { spot: true },
    agentPod: { graceSeconds: 45 },
  };
  const { objects } = renderRun(everything);
  expect(configOf(objects)).toEqual({
    runId: 'mine',
    namespace: 'prodigy-dev',
    repositoryUrl: 'https://git.example.com/team/a.git',
    revision: 'main',
    targetBranch: 'release',
    publish: 'branch',
    pullRequest: {
      forge: 'gitea',
      apiUrl: 'https://git.example.com/api/v1',
      owner: 'team',
      name: 'a',
      base: 'release',
      draft: false,
    },
    cleanupPolicy: 'retain',
    agents: 3,
    minAgents: 1,
    redis: { host: 'redis.data.svc', port: 6379, tls: false, keyPrefix: 'team' },
    argument: 'x',
    parameters: { version: '1.2' },
    profile: 'ci',
    gitAuth: 'token',
    gitUsername: 'x-access-token',
    agentClone: 'blobless',
    sparsePaths: ['docs', 'src'],
    lfs: true,
    submodules: true,
    timing: { leaseSeconds: 1, lockSeconds: 2 },
  });
  expect(JSON.stringify(objects)).toContain('"100.64.0.0/10"');
  expect(JSON.stringify(objects)).toContain('"203.0.113.0/24"');
});

test('what a run cannot be made of is refused: workflow, cluster, repository', () => {
  expect(() => renderRun({ ...request, workflow: { text: 'steps: []\n', file: 'fix.yaml' } })).toThrow(/^fix\.yaml:1:/);
  expect(() => renderRun({ ...request, cluster: { ...request.cluster, namespace: 'A b' } })).toThrow(
    /^'namespace' must/,
  );
  expect(() => renderRun({ ...request, repository: { url: 'x', revision: 'main' } })).toThrow(/^'repository.url' must/);
});

test('a tenant, as a run, is rendered from checked facts alone', () => {
  const { storage: _, ...facts } = { ...request.cluster, namespace: 'Team_A' };
  const message =
    `'namespace' must be lower-case letters, digits and dashes, at most 63, got "Team_A": ` +
    "name it as Kubernetes names a namespace\n'storage' must be given, got nothing: see contract/cluster-facts.ts";
  const cluster = facts as typeof request.cluster;
  expect(() => renderTenant(cluster, request.images)).toThrow(new Error(message));
  expect(() => renderRun({ ...request, cluster })).toThrow(new Error(message));
});
