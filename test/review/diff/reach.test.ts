import { diff } from '../../../review/diff/diff';
import { widerReach } from '../../../review/diff/reach';
import type { ReviewedObject } from '../../../review/reviewed-object';
import { run } from './pair';

/** The run, with addresses that its agents may reach at one port more. */
const reaching = (...blocks: { readonly cidr: string; readonly except?: readonly string[] }[]): ReviewedObject[] =>
  run.map((object) => {
    if (object.kind !== 'NetworkPolicy' || object.metadata.name !== 'prodigy-tidy-agents') return object;
    const { egress } = object.spec as { egress: object[] };
    const rules = blocks.map((ipBlock) => ({ to: [{ ipBlock }], ports: [{ port: 8443 }] }));
    return { ...object, spec: { ...(object.spec as object), egress: [...egress, ...rules] } };
  });

const DOCUMENTATION = { cidr: '2001:db8::/32' };

test.each([
  ['all of IPv4', [{ cidr: '0.0.0.0/0' }], ['agent -> 0.0.0.0/0: TCP/8443']],
  ['all of IPv6', [{ cidr: '::/0' }], ['agent -> ::/0: TCP/8443']],
  ['both', [{ cidr: '0.0.0.0/0' }, { cidr: '::/0' }], ['agent -> 0.0.0.0/0, ::/0: TCP/8443']],
  ['IPv6 with an exception', [{ cidr: '::/0', except: ['8000::/1'] }], ['agent -> ::/1: TCP/8443']],
])('a rule for %s opens that', (_, blocks, lines) => {
  expect(widerReach(run, reaching(...blocks))).toEqual(lines);
});

test('an IPv6 block that is wider opens what it did not hold, and one that is narrower nothing', () => {
  const wider = { cidr: '2001:db8::/31' };
  expect(widerReach(reaching(DOCUMENTATION), reaching(wider))).toEqual(['agent -> 2001:db9::/32: TCP/8443']);
  expect(widerReach(reaching(wider), reaching(DOCUMENTATION))).toEqual([]);
});

test('an IPv6 block is no excuse for one of IPv4', () => {
  const lines = ['agent -> 10.0.0.0/8: TCP/8443'];
  expect(widerReach(reaching({ cidr: '::/0' }), reaching({ cidr: '::/0' }, { cidr: '10.0.0.0/8' }))).toEqual(lines);
});

test('IPv6 blocks that are as they were are no finding, and any other is one', () => {
  const placed = (objects: readonly ReviewedObject[]) =>
    objects.map((object) => ({ target: 'development', folder: 'tidy', file: 'tidy.yaml', object }));
  const told = (base: ReviewedObject[], head: ReviewedObject[]) =>
    diff(placed(base), placed(head)).map(({ verdict, object }) => `${verdict} ${object}`);
  const narrower = reaching({ cidr: '2001:db8::/33' });
  expect(told(reaching(DOCUMENTATION), reaching(DOCUMENTATION))).toEqual([]);
  expect(told(reaching(DOCUMENTATION), narrower)).toEqual(['in-place NetworkPolicy/prodigy-tidy-agents']);
  expect(told(narrower, reaching(DOCUMENTATION))).toEqual([
    'wider-rights NetworkPolicy/prodigy-tidy-agents',
    'in-place NetworkPolicy/prodigy-tidy-agents',
  ]);
});

/** The run, with a policy of Cilium's about all its pods. */
const withCilium = (parts: object): ReviewedObject[] => [
  ...run,
  {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name: 'prodigy-tidy-hosts', namespace: run[0]?.metadata.namespace, labels: run[0]?.metadata.labels },
    ...parts,
  },
];
const agents = { endpointSelector: { matchLabels: { 'app.kubernetes.io/component': 'agent' } } };
const egress = (...rules: object[]) => withCilium({ spec: { ...agents, egress: rules } });
const https = { toPorts: [{ ports: [{ port: '8443', protocol: 'TCP' }] }] };
const prices = { k8sService: { serviceName: 'prices', namespace: 'shop' } };

test.each([
  ['a block', egress({ toCIDR: ['10.0.0.0/8'], ...https }), ['agent -> 10.0.0.0/8: TCP/8443']],
  ['the world', egress({ toEntities: ['world'], ...https }), ['agent -> 0.0.0.0/0, ::/0: TCP/8443']],
  ['the nodes', egress({ toEntities: ['host'], ...https }), ['agent -> entity host: TCP/8443']],
  ['a Service', egress({ toServices: [prices] }), [`agent -> toServices ${JSON.stringify(prices)}: any`]],
  [
    'many ports',
    egress({ toCIDR: ['10.0.0.0/8'], toPorts: [{ ports: [{ port: '1', endPort: 65535, protocol: 'TCP' }] }] }),
    ['agent -> 10.0.0.0/8: TCP/1-65535'],
  ],
  [
    'one of several specs',
    withCilium({ specs: [{ ...agents, egress: [{ toCIDR: ['10.0.0.0/8'], ...https }] }] }),
    ['agent -> 10.0.0.0/8: TCP/8443'],
  ],
])('a rule of Cilium for %s opens that', (_, head, lines) => {
  expect(widerReach(run, head)).toEqual(lines);
  expect(widerReach(head, head)).toEqual([]);
  expect(widerReach(head, run)).toEqual([]);
});

test('a rule of Cilium that refuses less opens what it no longer refuses', () => {
  const refusing = (rule: object) =>
    withCilium({ spec: { ...agents, egress: [{ toCIDR: ['10.0.0.0/8'], ...https }], egressDeny: [rule] } });
  const [all, other] = [refusing({ toCIDR: ['10.0.0.0/8'] }), refusing({ toCIDR: ['10.1.0.0/16'] })];
  expect(widerReach(all, other)).toEqual(['agent -> 10.0.0.0/16, 10.2.0.0-10.255.255.255: TCP/8443']);
  expect(widerReach(other, all)).toEqual([]);
  const port = refusing({ toEntities: ['all'], toPorts: [{ ports: [{ port: '8080', protocol: 'TCP' }] }] });
  expect(widerReach(all, port)).toContain('agent -> 10.0.0.0/8: TCP/8443');
  const wider = withCilium({ spec: { ...agents, egress: [{}], egressDeny: [{ toEntities: ['host'] }] } });
  expect(widerReach(run, wider)).toEqual([]);
});

/** Agents may send some requests, and no others, to a block. */
const asking = (restricted: object): ReviewedObject[] =>
  egress({ toCIDR: ['10.0.0.0/8'], toPorts: [{ ...https.toPorts[0], ...restricted }] });
const http = (...requests: object[]) => asking({ rules: { http: requests } });
const [READ, WRITE] = [{ method: 'GET', path: '/prices' }, { method: 'POST' }];
const TO = 'agent -> 10.0.0.0/8: TCP/8443';

test.each<[string, ReviewedObject[], ReviewedObject[], string[]]>([
  ['no longer looks at what is sent', http(READ), asking({}), [TO]],
  ['no longer looks at it, and says so', http(READ), http(), [TO]],
  ['takes whatever is sent', http(READ), http(READ, {}), [TO]],
  ['takes more', http(READ), http(READ, WRITE), [`${TO} for http {"method":"POST"}`]],
  ['takes something else', http(READ), http(WRITE), [`${TO} for http {"method":"POST"}`]],
  ['takes less', http(READ, WRITE), http(WRITE), []],
  ['takes what it took, in another order', http(READ, WRITE), http(WRITE, READ), []],
  ['begins to look at what is sent', asking({}), http(READ), []],
  ['takes topics no longer', asking({ rules: { kafka: [{ topic: 'a' }] } }), asking({}), [TO]],
  [
    'resolves more names',
    asking({ rules: { dns: [{ matchName: 'a.example' }] } }),
    asking({ rules: { dns: [{ matchPattern: '*' }] } }),
    [TO],
  ],
  ['is for any name', asking({ serverNames: ['a.example'] }), asking({}), [TO]],
  [
    'is for other names',
    asking({ serverNames: ['a.example'], rules: { http: [READ] } }),
    asking({ serverNames: ['b.example'], rules: { http: [READ] } }),
    [`${TO} for names b.example http ${JSON.stringify(READ)}`],
  ],
  ['opens what it looks at', run, http(WRITE), [`${TO} for http {"method":"POST"}`]],
])('a rule of Cilium that %s is told with what that opens', (_, base, head, lines) => {
  expect(widerReach(base, head)).toEqual(lines);
});

test('what is refused is refused whatever is sent', () => {
  const spec = (deny: object[]) => ({
    ...{ ...agents, egressDeny: deny },
    egress: [{ toCIDR: ['10.0.0.0/8'], toPorts: [{ ...https.toPorts[0], rules: { http: [READ] } }] }],
  });
  const refused = withCilium({ spec: spec([{ toCIDR: ['10.0.0.0/8'], ...https }]) });
  expect(widerReach(run, refused)).toEqual([]);
  expect(widerReach(run, withCilium({ spec: spec([]) }))).toEqual([`${TO} for http ${JSON.stringify(READ)}`]);
});

test('a rule of Cilium opens inward, too', () => {
  const spec = { ...agents, ingress: [{ fromEntities: ['cluster'], ...https }] };
  expect(widerReach(run, withCilium({ spec }))).toContain('any pod -> agent: TCP/8443');
});

/** A policy of no run, in the namespace of runs. */
const shared = (spec: object): ReviewedObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'shared', namespace: run[0]?.metadata.namespace },
  spec,
});
const toldOf = (base: readonly ReviewedObject[], head: readonly ReviewedObject[]): string[] => {
  const placed = (objects: readonly ReviewedObject[]) =>
    objects.map((object) => ({ target: 'development', folder: '_tenant', file: 'shared.yaml', object }));
  return diff(placed(base), placed(head)).map(({ verdict, message }) => `${verdict}: ${message}`);
};
const OPEN = { podSelector: {}, policyTypes: ['Egress'], egress: [{}] };
const CLOSED = { podSelector: {}, policyTypes: ['Ingress', 'Egress'] };

test('a policy of no run that is added opens what the own policies of any run leave closed', () => {
  const [first] = toldOf([], [shared(OPEN)]);
  expect(first).toMatch(/^wider-rights: connections are newly open: /);
  for (const pod of ['agent', 'workspace', 'queue']) expect(first).toContain(`${pod} -> anywhere: any`);
  expect(toldOf([], [shared(CLOSED)])).toEqual(['in-place: the object is created']);
  expect(toldOf([shared(OPEN)], [shared(OPEN)])).toEqual([]);
  expect(toldOf([shared(OPEN)], [shared(CLOSED)])).toEqual([expect.stringMatching(/^in-place: /)]);
});

test('a policy of no run may be about one run alone', () => {
  const egress = [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }];
  const about = (labels: object) => shared({ podSelector: { matchLabels: labels }, policyTypes: ['Egress'], egress });
  const wide = 'wider-rights: connections are newly open: agent -> 10.0.0.0/8: any';
  expect(toldOf([], [about({ 'prodigy.io/run-id': 'tidy', 'app.kubernetes.io/component': 'agent' })])[0]).toBe(wide);
  expect(toldOf([], [about({ app: 'another' })])).toEqual(['in-place: the object is created']);
});
