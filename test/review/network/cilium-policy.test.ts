import { rangeOf } from '../../../review/network/address-blocks';
import { openByCilium } from '../../../review/network/cilium-policy';
import type { ReviewedObject } from '../../../review/reviewed-object';

const agent = { kind: 'pod', name: 'agent', namespace: 'team', labels: {} } as const;
const at = (cidr: string) => ({ kind: 'address', name: cidr, range: rangeOf(cidr) }) as const;
const policy = (spec: object): ReviewedObject[] => [
  { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata: { name: 'a', namespace: 'team' }, spec },
];

test('a rule that names no ports opens all of them', () => {
  const open = policy({ endpointSelector: {}, egress: [{ toCIDRSet: [{ cidr: '10.0.0.0/8' }], toPorts: [{}] }] });
  expect(openByCilium(open, agent, at('10.0.0.0/9'))).toEqual(new Set(['any']));
});

test('blocks of either kind of addresses are told apart', () => {
  const open = policy({
    egress: [{ toCIDRSet: [{ cidr: '::/0', except: ['2001:db8::/32'] }] }],
    egressDeny: [{ toCIDRSet: [{ cidr: 'fe80::/10' }] }],
  });
  const cidrs = ['2001::/32', '2001:db8::/48', 'fe80::/64', '0.0.0.0/0'];
  expect(cidrs.map((cidr) => openByCilium(open, agent, at(cidr)))).toEqual([
    new Set(['any']),
    new Set(),
    'denied',
    new Set(),
  ]);
});
