import { diff } from '../../../review/diff/diff';
import type { ReviewedObject } from '../../../review/reviewed-object';

/** A route of the Gateway API, or a Gateway. */
const object = (kind: string, spec: object): ReviewedObject => ({
  ...{ apiVersion: 'gateway.networking.k8s.io/v1', kind, metadata: { name: 'shop', namespace: 'team' } },
  spec,
});

const verdicts = (base: ReviewedObject, head: ReviewedObject): string => {
  const placed = (one: ReviewedObject) => [{ target: 'a', folder: '_tenant', file: 'shop.yaml', object: one }];
  return diff(placed(base), placed(head))
    .map(({ verdict }) => verdict)
    .join(' ');
};

const SHOP = { name: 'shop', port: 80 };
const RULE = { matches: [{ path: { value: '/shop' } }], backendRefs: [SHOP] };
const ADMIN = { matches: [{ path: { value: '/admin' } }], backendRefs: [{ name: 'admin', port: 80 }] };
const ROUTE = { parentRefs: [{ name: 'outer' }], hostnames: ['shop.example.com'], rules: [RULE, ADMIN] };

test.each([
  ['one more Gateway', { parentRefs: [{ name: 'outer' }, { name: 'other' }] }, 'wider-rights'],
  ['any host', { hostnames: undefined }, 'wider-rights'],
  ['any request', { rules: [{ backendRefs: [SHOP] }, ADMIN] }, 'wider-rights'],
  ['one more Service', { rules: [{ ...RULE, backendRefs: [SHOP, { name: 'b', port: 80 }] }, ADMIN] }, 'wider-rights'],
  ['requests that are changed on the way', { rules: [{ ...RULE, filters: [{}] }, ADMIN] }, 'wider-rights'],
  ['a rule less', { rules: [ADMIN] }, 'in-place'],
  ['other weights', { rules: [{ ...RULE, backendRefs: [{ ...SHOP, weight: 2 }] }, ADMIN] }, 'in-place'],
  ['another order', { rules: [ADMIN, RULE] }, 'in-place'],
])('a route with %s is told', (_, change, expected) => {
  expect(verdicts(object('HTTPRoute', ROUTE), object('HTTPRoute', { ...ROUTE, ...change }))).toBe(expected);
});

const LISTENER = { name: 'https', port: 443, protocol: 'HTTPS' };

test('a Gateway that listens for more is told, and one that does for less is in place', () => {
  const [one, two] = [[LISTENER], [LISTENER, { ...LISTENER, name: 'more', port: 8443 }]].map((listeners) =>
    object('Gateway', { gatewayClassName: 'outer', listeners }),
  ) as [ReviewedObject, ReviewedObject];
  expect(verdicts(one, two)).toBe('wider-rights');
  expect(verdicts(two, one)).toBe('in-place');
});
