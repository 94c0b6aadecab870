import { join } from 'node:path';
import fc from 'fast-check';
import { CILIUM_POLICY_CRD, type ClusterFacts, type DnsFacts } from '../../../contract/cluster-facts';
import type { SecretSources } from '../../../contract/secret-source';
import { foreignReach } from '../../../review/diff/foreign-reach';
import { cacheFlowFindings, flowFindings } from '../../../review/network/flows';
import type { ReviewedObject } from '../../../review/reviewed-object';
import { clusterNamed } from '../../../stacks/clusters';
import { readTree } from '../../../stacks/manifest-folder';
import { readProject } from '../../../stacks/project';
import { manifestFolders } from '../../../stacks/read-manifests';
import { type RenderRequest, renderRun, renderTenant } from '../../../stacks/render';
import { targetNamed } from '../../../stacks/targets';
import { isPolicy, mutations } from './mutations';
import { type Asked, needsOf } from './needs';

const PROJECT = join(__dirname, '../../..');
const { images } = readProject(PROJECT);
const reviewed = (objects: Iterable<object>) => [...objects] as ReviewedObject[];

const folders = manifestFolders(readTree(join(PROJECT, 'manifests')));
const objectsIn = (path: string): ReviewedObject[] => reviewed(folders.get(path)?.objects.keys() ?? []);
const runs = [...folders.keys()].filter((path) => !path.endsWith('_tenant'));

test.each(runs)('%s opens what its run needs, and nothing else', (path) => {
  const [target = ''] = path.split('/');
  const cluster = targetNamed(target);
  const run = objectsIn(path);
  expect(flowFindings(run, needsOf(run, cluster))).toEqual([]);
  expect(foreignReach(run)).toEqual([]);
});

const MAPREDUCE = 'name: m\nmode: mapreduce\nmap:\n  input: ls\n  agent_template:\n    - STEP\n';
const STANDARD = 'name: s\ncommands:\n  - STEP\n';
const cloud: ClusterFacts = { ...clusterNamed('development'), namespace: 'team' };
const cilium: ClusterFacts = { ...cloud, crds: [CILIUM_POLICY_CRD, 'externalsecrets.external-secrets.io'] };

interface Case {
  readonly cluster: ClusterFacts;
  readonly request: Partial<RenderRequest>;
  readonly asked: Asked;
}

/** A run, and what it needs. */
function rendered({ cluster, request, asked }: Case) {
  const { objects } = renderRun({
    workflow: { text: MAPREDUCE.replace('STEP', 'shell: "true"'), file: 'm.yaml' },
    cluster,
    images,
    repository: { url: 'https://git.example.com/team/a.git', revision: 'main' },
    runId: 'flows',
    allowHosts: asked.allowHosts,
    publicHttps: asked.publicHttps,
    ...request,
  });
  const run = reviewed(objects);
  return { objects: run, needs: needsOf(run, cluster, asked) };
}

const dns: fc.Arbitrary<DnsFacts | undefined> = fc.option(
  fc.record(
    {
      namespace: fc.constantFrom('kube-system', 'openshift-dns'),
      podLabels: fc.constantFrom<Record<string, string>>(
        { 'k8s-app': 'kube-dns' },
        { 'dns.operator.openshift.io/daemonset-dns': 'default' },
      ),
      port: fc.constantFrom(53, 5353),
      nodeLocalCache: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
  { nil: undefined },
);
const monitoring = fc.constantFrom(
  undefined,
  { namespace: 'watch' },
  { namespace: 'watch', otlpEndpoint: 'http://collector.watch:4318' },
  { namespace: 'watch', otlpEndpoint: 'https://collector.watch' },
);

/** Keys by each way to get them: none of them is a connection of the run's own. */
const external = { source: 'external', store: 'vault', remoteKey: 'team/git' } as const;
const existing = { source: 'existing', secretName: 'keys' } as const;

const origin = fc.constantFrom<Partial<RenderRequest>>(
  {},
  { repository: { url: 'https://git.example.com:8443/team/a.git', revision: 'main' } },
  { credentials: { 'git-token': external }, pullRequest: { forge: 'gitea' } },
  {
    repository: { url: 'https://git.example.com:3000/team/a.git', revision: 'main', lfs: true, submodules: true },
    credentials: { 'git-token': existing },
    pullRequest: { forge: 'gitea' },
  },
  {
    repository: {
      url: 'ssh://git@git.example.com:2222/team/a.git',
      revision: 'main',
      knownHosts: '[git.example.com]:2222 ssh-ed25519 AAAA',
    },
    credentials: { 'git-ssh-key': existing },
  },
);
const workflow = fc.constantFrom(
  { text: MAPREDUCE.replace('STEP', 'shell: "true"'), file: 'm.yaml' },
  { text: MAPREDUCE.replace('STEP', 'claude: "/fix"'), file: 'm.yaml' },
  { text: STANDARD.replace('STEP', 'shell: "true"'), file: 's.yaml' },
  { text: STANDARD.replace('STEP', 'claude: "/fix"'), file: 's.yaml' },
);
const redis = fc.constantFrom<Partial<RenderRequest>>(
  {},
  { redis: { host: 'redis' } },
  { redis: { host: 'redis.data.svc', port: 6380 } },
  { redis: { host: 'cache.example.com', addresses: ['10.20.0.0/16', '203.0.113.7/32'] } },
);
const hosts = fc.uniqueArray(fc.constantFrom('10.30.0.0/16:5432', '203.0.113.0/24', '198.51.100.7/32:8443'));
const names = fc.uniqueArray(fc.constantFrom('registry.npmjs.org', '*.example.com:8443'));

const cases: fc.Arbitrary<Case> = fc
  .record({
    base: fc.constantFrom(cloud, cilium),
    facts: fc.record({ dns, monitoring }),
    cached: fc.boolean(),
    parts: fc.tuple(origin, redis, workflow),
    hosts,
    names,
    publicHttps: fc.constantFrom(undefined, true, false),
  })
  .map(({ base, facts, cached, parts, hosts: blocks, names: named, publicHttps }) => {
    const [from, queue, file] = parts;
    const url = from.repository?.url ?? 'https://git.example.com/team/a.git';
    const repositoryCache = cached && url.startsWith('https') ? { repositories: [{ url }] } : undefined;
    const claude = file.text.includes('claude');
    const keys: SecretSources = claude ? { 'claude-api-key': existing } : {};
    const redisAddresses = file.text.includes('mapreduce') ? queue.redis?.addresses : undefined;
    return {
      cluster: { ...base, ...facts, repositoryCache },
      request: { ...from, ...queue, workflow: file, credentials: { ...from.credentials, ...keys } },
      asked: { allowHosts: base === cilium ? [...blocks, ...named] : blocks, publicHttps, redisAddresses },
    };
  });

test('whatever a run is made of, its policies open what it needs, and nothing else', () => {
  const property = fc.property(cases, (one) => {
    const { objects, needs } = rendered(one);
    expect(flowFindings(objects, needs)).toEqual([]);
  });
  fc.assert(property, { numRuns: 40 });
});

/** Everything there is, once with each kind of policy. */
const full = (cluster: ClusterFacts, asked: Asked): Case => ({
  cluster: {
    ...cluster,
    dns: { podLabels: { 'k8s-app': 'kube-dns' }, nodeLocalCache: true },
    monitoring: { namespace: 'watch', otlpEndpoint: 'http://collector.watch:4318' },
    repositoryCache: { repositories: [{ url: 'https://git.example.com/team/a.git' }] },
  },
  request: {
    workflow: { text: MAPREDUCE.replace('STEP', 'claude: "/fix"'), file: 'm.yaml' },
    credentials: { 'claude-api-key': existing },
  },
  asked,
});
const plain = full(cloud, { allowHosts: ['10.30.0.0/16:5432'] });
const byName = full(cilium, { allowHosts: ['10.30.0.0/16:5432', 'registry.npmjs.org'] });

test.each([
  ['NetworkPolicy', plain],
  ['Cilium’s', byName],
])('each part of the policies of a run with everything counts: %s', (_, one) => {
  const { objects, needs } = rendered(one);
  expect(flowFindings(objects, needs)).toEqual([]);
  const all = mutations(objects.filter(isPolicy));
  expect(all.length).toBeGreaterThan(60);
  const unnoticed = all.filter(({ change }) => flowFindings(change(objects), needs).length === 0);
  expect(unnoticed.map(({ name }) => name)).toEqual([]);
});

test('a connection that is open without need, and one that is closed in spite of it, are told by name', () => {
  const { objects, needs } = rendered(plain);
  const closed = flowFindings(
    objects.filter(({ metadata }) => metadata.name !== 'prodigy-flows-redis'),
    needs,
  );
  expect(closed).toContain('queue -> workspace: TCP/8080 is closed: Redis is given its password');
  const open = flowFindings(
    objects.filter((object) => !isPolicy(object)),
    needs,
  );
  expect(open).toContain('agent -> 169.254.0.0-169.254.20.9: any is open, and nothing needs it');
  expect(open).toContain('an unrelated pod -> queue: any is open, and nothing needs it');
});

describe('a repository cache', () => {
  const repositories = [{ url: 'https://git.example.com/team/a.git' }, { url: 'https://git.example.com:8443/b.git' }];
  const cached = (facts: Partial<ClusterFacts>): ClusterFacts => ({
    ...cloud,
    ...facts,
    repositoryCache: { repositories },
  });
  const objectsOf = (cluster: ClusterFacts) => reviewed(renderTenant(cluster, images));
  const needs = ({ namespace, dns: names, monitoring: watch }: ClusterFacts) => ({
    ...{ namespace, dns: names, monitoring: watch, originPorts: [443, 8443] },
  });

  test('opens what it needs, and nothing else, whoever watches it', () => {
    const property = fc.property(fc.record({ dns, monitoring }), (facts) => {
      const cluster = cached(facts);
      expect(cacheFlowFindings(objectsOf(cluster), needs(cluster))).toEqual([]);
    });
    fc.assert(property, { numRuns: 20 });
  });

  test('has no part of its policy that does not count', () => {
    const cluster = cached({ dns: { podLabels: { 'k8s-app': 'kube-dns' } }, monitoring: { namespace: 'watch' } });
    const objects = objectsOf(cluster);
    const all = mutations(objects.filter(isPolicy));
    expect(all.length).toBeGreaterThan(15);
    const found = (changed: readonly ReviewedObject[]) => cacheFlowFindings(changed, needs(cluster));
    expect(all.filter(({ change }) => found(change(objects)).length === 0).map(({ name }) => name)).toEqual([]);
  });
});
