import { GitRepository } from '../../constructs/git-repository';
import { RunNetwork, type RunNetworkProps } from '../../constructs/run-network';
import type { ExistingRedis } from '../../contract/existing-redis';
import { only, type Rendered, repository, run, synthesized } from './synthesized';

function policies(props: Partial<RunNetworkProps> = {}): Rendered[] {
  return synthesized((scope) => {
    const closed = { publicHttps: false, repositoryCache: false, allowHosts: [], hostsByName: false, dns: {} };
    const everything: Required<Omit<RunNetworkProps, 'redis' | 'monitoring' | 'apiPort'>> = {
      run,
      repository,
      queue: true,
      ...closed,
      ...props,
    };
    const { redis, monitoring, apiPort } = props;
    new RunNetwork(scope, 'Network', { ...everything, redis, monitoring, apiPort });
  });
}
const policy = (purpose: string, props?: Partial<RunNetworkProps>): Rendered =>
  only(policies(props), 'NetworkPolicy', `prodigy-fix-tests-1-${purpose}`).spec;

const podsOf = (component: string) => ({
  podSelector: {
    matchLabels: { 'prodigy.io/run-id': 'fix-tests-1', 'app.kubernetes.io/component': component },
  },
});
const dns = {
  to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};
const tcp = (port: number) => [{ protocol: 'TCP', port }];

test('every pod of the run starts with nothing allowed, both ways', () => {
  expect(policy('default-deny')).toEqual({
    podSelector: { matchLabels: { 'prodigy.io/run-id': 'fix-tests-1' } },
    policyTypes: ['Ingress', 'Egress'],
  });
});

test('agents reach names, workspace and queue, and take no connection', () => {
  expect(policy('agents')).toEqual({
    ...podsOf('agent'),
    policyTypes: ['Egress'],
    egress: [dns, { to: [podsOf('workspace')], ports: tcp(8080) }, { to: [podsOf('queue')], ports: tcp(6379) }],
  });
});

test('agents that need it reach public addresses over HTTPS, never private ones or the cloud’s metadata', () => {
  expect(policy('agents', { publicHttps: true }).egress).toContainEqual({
    to: [
      {
        ipBlock: {
          cidr: '0.0.0.0/0',
          except: ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'],
        },
      },
    ],
    ports: tcp(443),
  });
});

test("the workspace reaches the API of origin's forge, on whatever port it answers", () => {
  const [, outside] = policy('workspace', { apiPort: 3000 }).egress;
  expect(outside.ports).toEqual([...tcp(443), ...tcp(6443), ...tcp(3000)]);
  expect(policy('workspace', { apiPort: 443 })).toEqual(policy('workspace'));
});

test('the workspace answers agents and queue, and reaches origin and the API server', () => {
  expect(policy('workspace')).toEqual({
    ...podsOf('workspace'),
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: [podsOf('agent'), podsOf('queue')], ports: tcp(8080) }],
    egress: [
      dns,
      {
        to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] } }],
        ports: [...tcp(443), ...tcp(6443)],
      },
    ],
  });
});

describe('who watches the run', () => {
  const monitoring = { namespace: 'watch', otlpEndpoint: 'http://collector.watch:4318' };
  const watch = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'watch' } } };

  test('asks the workspace for numbers, and nothing else of any pod', () => {
    expect(policy('workspace', { monitoring }).ingress[1]).toEqual({ from: [watch], ports: tcp(9464) });
    expect(policy('workspace', { monitoring }).ingress).toHaveLength(2);
    expect(policy('agents', { monitoring })).not.toHaveProperty('ingress');
  });

  test.each(['agents', 'workspace'])('is sent traces by %s', (purpose) => {
    expect(policy(purpose, { monitoring }).egress).toContainEqual({ to: [watch], ports: tcp(4318) });
    const withoutTraces = policy(purpose, { monitoring: { namespace: 'watch' } }).egress;
    expect(withoutTraces).toEqual(policy(purpose).egress);
  });

  test.each([
    ['https://collector.watch/v1', 443],
    ['http://collector.watch', 80],
  ])('%s is at port %d', (otlpEndpoint, port) => {
    const { egress } = policy('agents', { monitoring: { namespace: 'watch', otlpEndpoint } });
    expect(egress).toContainEqual({ to: [watch], ports: tcp(port) });
  });
});

test('an origin on a port of its own is reached there', () => {
  const elsewhere = new GitRepository({ url: 'https://git.example.com:8443/a.git', revision: 'main' });
  expect(policy('workspace', { repository: elsewhere }).egress[1].ports).toEqual([
    ...tcp(443),
    ...tcp(6443),
    ...tcp(8443),
  ]);
});

test('only the workspace of a run that uses it reaches the repository cache of the namespace', () => {
  const cache = { podSelector: { matchLabels: { app: 'prodigy', 'app.kubernetes.io/component': 'repo-cache' } } };
  const peers = (purpose: string) =>
    policy(purpose, { repositoryCache: true }).egress.flatMap(({ to }: Rendered) => to);
  expect(policy('workspace', { repositoryCache: true }).egress.at(-1)).toEqual({ to: [cache], ports: tcp(8080) });
  expect(peers('agents')).not.toContainEqual(cache);
  expect(peers('redis')).not.toContainEqual(cache);
});

test('the queue answers agents and reaches the workspace', () => {
  expect(policy('redis')).toEqual({
    ...podsOf('queue'),
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: [podsOf('agent')], ports: tcp(6379) }],
    egress: [dns, { to: [podsOf('workspace')], ports: tcp(8080) }],
  });
});

test('blocks of addresses are opened as they are written', () => {
  const { egress } = policy('agents', { allowHosts: ['10.20.0.0/16:5432', '203.0.113.7/32'] });
  expect(egress.slice(3)).toEqual([
    { to: [{ ipBlock: { cidr: '10.20.0.0/16' } }], ports: tcp(5432) },
    { to: [{ ipBlock: { cidr: '203.0.113.7/32' } }], ports: tcp(443) },
  ]);
});

test('a host by name needs a policy that knows names, or HTTPS to all public addresses', () => {
  const allowHosts = ['registry.npmjs.org'];
  expect(() => policies({ allowHosts })).toThrow(
    new Error(
      "'allowHosts' must name addresses where network policies take no host names, got registry.npmjs.org:443: set 'publicHttps' for " +
        'port 443, name a block, or describe a cluster with ciliumnetworkpolicies.cilium.io',
    ),
  );
  expect(() => policies({ allowHosts: ['a.example.com:8443'], publicHttps: true })).toThrow('got a.example.com:8443: ');
  expect(policies({ allowHosts, publicHttps: true })).toEqual(policies({ publicHttps: true }));
});

test('where policies know names, hosts are opened by name, and their names resolved by Cilium alone', () => {
  const allowHosts = ['registry.npmjs.org', '*.example.com:8443', 'pypi.org', '10.20.0.0/16'];
  const props = { allowHosts, hostsByName: true };
  expect(only(policies(props), 'CiliumNetworkPolicy')).toMatchObject({
    apiVersion: 'cilium.io/v2',
    metadata: { name: 'prodigy-fix-tests-1-hosts', namespace: 'team-a' },
    spec: {
      endpointSelector: podsOf('agent').podSelector,
      egress: [
        {
          toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'kube-system' } }],
          toPorts: [
            {
              ports: [
                { port: '53', protocol: 'UDP' },
                { port: '53', protocol: 'TCP' },
              ],
              rules: { dns: [{ matchPattern: '*' }] },
            },
          ],
        },
        {
          toFQDNs: [{ matchName: 'pypi.org' }, { matchName: 'registry.npmjs.org' }],
          toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }] }],
        },
        {
          toFQDNs: [{ matchPattern: '*.example.com' }],
          toPorts: [{ ports: [{ port: '8443', protocol: 'TCP' }] }],
        },
      ],
      egressDeny: [{ toCIDRSet: [{ cidr: '169.254.0.0/16' }] }],
    },
  });
  expect(policy('agents', props).egress).toEqual([
    { to: [podsOf('workspace')], ports: tcp(8080) },
    { to: [podsOf('queue')], ports: tcp(6379) },
    { to: [{ ipBlock: { cidr: '10.20.0.0/16' } }], ports: tcp(443) },
  ]);
});

test('a cluster may resolve names elsewhere, and on every node', () => {
  const facts = { namespace: 'dns', podLabels: { 'k8s-app': 'coredns' }, port: 5353, nodeLocalCache: true };
  const resolver = {
    to: [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'dns' } },
        podSelector: { matchLabels: { 'k8s-app': 'coredns' } },
      },
    ],
    ports: dns.ports.map((port) => ({ ...port, port: 5353 })),
  };
  const onEveryNode = { to: [{ ipBlock: { cidr: '169.254.20.10/32' } }], ports: dns.ports };
  for (const purpose of ['agents', 'workspace', 'redis'])
    expect(policy(purpose, { dns: facts }).egress.slice(0, 2)).toEqual([resolver, onEveryNode]);
  const props = { dns: facts, allowHosts: ['pypi.org'], hostsByName: true };
  const { egress, egressDeny } = only(policies(props), 'CiliumNetworkPolicy').spec;
  expect(egress[0].toEndpoints).toEqual([
    { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'dns', 'k8s-app': 'coredns' } },
  ]);
  expect(egress[1].toCIDRSet).toEqual([{ cidr: '169.254.20.10/32' }]);
  expect(egressDeny).toEqual([{ toCIDRSet: [{ cidr: '169.254.0.0/16', except: ['169.254.20.10/32'] }] }]);
});

test.each<[ExistingRedis, Rendered]>([
  [{ host: 'redis' }, { to: [{ podSelector: {} }], ports: tcp(6379) }],
  [
    { host: 'redis.data.svc.cluster.local', port: 6380 },
    {
      to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'data' } } }],
      ports: tcp(6380),
    },
  ],
  [{ host: '10.1.2.3' }, { to: [{ ipBlock: { cidr: '10.1.2.3/32' } }], ports: tcp(6379) }],
  [
    { host: 'redis.example.com', addresses: ['10.1.0.0/16', '10.9.0.0/16'] },
    { to: [{ ipBlock: { cidr: '10.1.0.0/16' } }, { ipBlock: { cidr: '10.9.0.0/16' } }], ports: tcp(6379) },
  ],
])('agents reach an existing Redis where it is: %j', (redis, rule) => {
  expect(policy('agents', { queue: false, redis }).egress.slice(2)).toEqual([rule]);
});

test('where policies know names, an existing Redis is reached by its name', () => {
  const props = { queue: false, redis: { host: 'redis.example.com', port: 6380 }, hostsByName: true };
  expect(only(policies(props), 'CiliumNetworkPolicy').spec.egress[1]).toEqual({
    toFQDNs: [{ matchName: 'redis.example.com' }],
    toPorts: [{ ports: [{ port: '6380', protocol: 'TCP' }] }],
  });
  expect(policy('agents', props).egress).toHaveLength(1);
});

test('a run without a queue opens nothing for one', () => {
  expect(policies({ queue: false }).map(({ metadata }) => metadata.name)).toEqual([
    'prodigy-fix-tests-1-default-deny',
    'prodigy-fix-tests-1-agents',
    'prodigy-fix-tests-1-workspace',
  ]);
  expect(JSON.stringify(policies({ queue: false }))).not.toContain('queue');
});
