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
