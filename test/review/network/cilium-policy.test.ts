import { rangeOf } from '../../../review/network/address-blocks';
import { openByCilium } from '../../../review/network/cilium-policy';
import type { Endpoint } from '../../../review/network/endpoint';
import type { ReviewedObject } from '../../../review/reviewed-object';

const agent = { kind: 'pod', name: 'agent', namespace: 'team', labels: { app: 'prodigy' } } as const;
const at = (cidr: string, host?: string) => ({ kind: 'address', name: cidr, range: rangeOf(cidr), host }) as const;
const node = { kind: 'named', name: 'entity host', inCluster: true } as const;
const pod = (namespace: string, labels = {}) => ({ kind: 'pod', name: 'a pod', namespace, labels }) as const;

const policy = (parts: object): ReviewedObject[] => [
  { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata: { name: 'a', namespace: 'team' }, ...parts },
];
const open = (egress: object, peer: Endpoint) =>
  [...openByCilium(policy({ spec: { egress: [egress] } }), agent, peer, 'Egress').allowed].join(' ');

const PUBLIC = at('203.0.113.0/24');
const service = { k8sService: { serviceName: 'prices', namespace: 'shop' } };

test.each<[string, object, Endpoint, string]>([
  ['nothing', {}, PUBLIC, ''],
  ['ports alone', { toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }] }] }, PUBLIC, 'TCP/443'],
  ['ports alone, of a pod', { toPorts: [{ ports: [{ port: '53', protocol: 'UDP' }] }] }, pod('far'), 'UDP/53'],
  ['pings alone', { icmps: [{ fields: [{ type: 8 }] }] }, PUBLIC, 'ICMP/any'],
  ['a block', { toCIDR: ['203.0.0.0/16'] }, PUBLIC, 'any'],
  ['another block', { toCIDR: ['198.51.100.0/24'] }, PUBLIC, ''],
  ['a single address', { toCIDR: ['203.0.113.7'] }, at('203.0.113.7/32'), 'any'],
  ['a block, of a pod', { toCIDR: ['0.0.0.0/0'] }, pod('team'), ''],
  ['a group of blocks by name', { toCIDRSet: [{ cidrGroupRef: 'ours' }] }, PUBLIC, ''],
  ['the world', { toEntities: ['world'] }, PUBLIC, 'any'],
  ['the world, of a pod', { toEntities: ['world'] }, pod('team'), ''],
  ['the world of IPv6', { toEntities: ['world-ipv6'] }, PUBLIC, ''],
  ['the world of IPv6, of such', { toEntities: ['world-ipv6'] }, at('2001:db8::/32'), 'any'],
  ['the cluster', { toEntities: ['cluster'] }, pod('far'), 'any'],
  ['the cluster, of its nodes', { toEntities: ['cluster'] }, node, 'any'],
  ['the cluster, of addresses', { toEntities: ['cluster'] }, PUBLIC, ''],
  ['everybody', { toEntities: ['all'] }, node, 'any'],
  ['the node', { toEntities: ['host'] }, node, 'any'],
  ['another entity', { toEntities: ['health'] }, node, ''],
  [
    'a Service',
    { toServices: [service] },
    { kind: 'named', name: `toServices ${JSON.stringify(service)}`, inCluster: false },
    'any',
  ],
  ['a name', { toFQDNs: [{ matchName: 'a.example' }] }, at('203.0.113.0/24', 'a.example'), 'any'],
  ['a name, of another', { toFQDNs: [{ matchName: 'a.example' }] }, PUBLIC, ''],
  ['pods of its own namespace', { toEndpoints: [{}] }, pod('team'), 'any'],
  ['pods of its own namespace, of another', { toEndpoints: [{}] }, pod('far'), ''],
  [
    'pods by a label of Kubernetes',
    { toEndpoints: [{ matchLabels: { 'k8s:a': 'b' } }] },
    pod('team', { a: 'b' }),
    'any',
  ],
  [
    'pods of any namespace',
    { toEndpoints: [{ matchExpressions: [{ key: 'k8s:io.kubernetes.pod.namespace', operator: 'Exists' }] }] },
    pod('far'),
    'any',
  ],
])('a rule about %s opens that', (_, rule, peer, ports) => {
  expect(open(rule, peer)).toBe(ports);
});

test.each([
  [{ port: '443' }, 'TCP/443 UDP/443 SCTP/443'],
  [{ port: '443', protocol: 'ANY' }, 'TCP/443 UDP/443 SCTP/443'],
  [{ port: '0', protocol: 'TCP' }, 'TCP/any'],
  [{ port: '0' }, 'any'],
  [{ port: '8080', endPort: 8082, protocol: 'TCP' }, 'TCP/8080 TCP/8081 TCP/8082'],
  [{ port: 'https', protocol: 'TCP' }, 'TCP/https'],
])('port %j is %s', (port, ports) => {
  expect(open({ toEntities: ['world'], toPorts: [{ ports: [port] }] }, PUBLIC)).toBe(ports);
});

const closes = (spec: object) => openByCilium(policy({ spec }), agent, PUBLIC, 'Egress').closes;

test('a policy closes a direction that it has rules for, unless it says otherwise', () => {
  expect(closes({ egress: [{}] })).toBe(true);
  expect(closes({ egressDeny: [{ toEntities: ['world'] }] })).toBe(true);
  expect(closes({ ingress: [{}] })).toBe(false);
  expect(closes({ egress: [{}], enableDefaultDeny: { egress: false } })).toBe(false);
  expect(closes({ enableDefaultDeny: { egress: true } })).toBe(true);
  expect(closes({ endpointSelector: { matchLabels: { 'k8s:app': 'another' } }, egress: [{}] })).toBe(false);
});

test('a list of specs is read as one spec is', () => {
  const specs = [{ egress: [{ toEntities: ['world'] }] }, { egressDeny: [{ toCIDR: ['203.0.113.0/24'] }] }];
  expect(openByCilium(policy({ specs }), agent, PUBLIC, 'Egress')).toEqual({
    closes: true,
    allowed: new Set(['any']),
    denied: new Set(['any']),
  });
});

test('what is opened inward is not opened outward', () => {
  const inward = policy({ spec: { ingress: [{ fromEndpoints: [{}] }], ingressDeny: [{ fromEntities: ['cluster'] }] } });
  const verdict = (direction: 'Ingress' | 'Egress') => openByCilium(inward, agent, pod('team'), direction);
  expect(verdict('Ingress')).toEqual({ closes: true, allowed: new Set(['any']), denied: new Set(['any']) });
  expect(verdict('Egress')).toEqual({ closes: false, allowed: new Set(), denied: new Set() });
});

test('blocks of either kind of addresses are told apart', () => {
  const rules = policy({
    spec: {
      egress: [{ toCIDRSet: [{ cidr: '::/0', except: ['2001:db8::/32'] }] }],
      egressDeny: [{ toCIDRSet: [{ cidr: 'fe80::/10' }] }],
    },
  });
  const told = ['2001::/32', '2001:db8::/48', 'fe80::/64', '0.0.0.0/0'].map((cidr) => {
    const { allowed, denied } = openByCilium(rules, agent, at(cidr), 'Egress');
    return [...allowed, ...(denied.has('any') ? ['denied'] : [])].join(' ');
  });
  expect(told).toEqual(['any', '', 'any denied', '']);
});
