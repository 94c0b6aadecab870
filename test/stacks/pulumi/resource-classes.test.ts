import * as k8s from '@pulumi/kubernetes';
import { resourceClass } from '../../../stacks/pulumi/resource-classes';

const classOf = (apiVersion: string, kind: string) =>
  resourceClass({ apiVersion, kind, metadata: { name: 'a', namespace: 'team' } });

/** What the package has of a group, a version of it, or a kind. */
const within = (parent: object, name: RegExp): [string, object][] =>
  Object.entries(parent).filter(([key, value]) => name.test(key) && value !== null && value !== undefined);

test('every kind that the SDK has a class for is found by its group and version', () => {
  const types = within(k8s, /^[a-z]/).flatMap(([, group]) =>
    within(group, /^v\d/).flatMap(([, version]) =>
      within(version, /^[A-Z]/).flatMap(([, one]) => ('__pulumiType' in one ? [one] : [])),
    ),
  ) as (ReturnType<typeof resourceClass> & { readonly __pulumiType: string })[];
  expect(types.length).toBeGreaterThan(500);
  for (const type of types) {
    const [, apiVersion, kind] = /^kubernetes:(?:core\/)?(.+):(\w+)$/.exec(type.__pulumiType)!;
    if (apiVersion !== 'v1' || kind !== 'Secret') expect(classOf(apiVersion!, kind!)).toBe(type);
  }
});

test.each([
  ['cilium.io/v2', 'CiliumNetworkPolicy'],
  ['networking.example.com/v1', 'NetworkPolicy'],
  ['gateway.networking.k8s.io/v1', 'Gateway'],
  ['example.com/v1', 'constructor'],
])('%s %s is a kind of somebody else’s', (apiVersion, kind) => {
  expect(classOf(apiVersion, kind)).toBe(k8s.apiextensions.CustomResource);
});

test.each([
  ['v1', 'List'],
  ['v2', 'Pod'],
  ['apps/v7', 'Deployment'],
  ['toString/v1', 'call'],
])('%s %s is none that Kubernetes has', (apiVersion, kind) => {
  expect(() => classOf(apiVersion, kind)).toThrow(
    new Error(
      `'kind' must be one of Kubernetes in a group without a dot, got ${apiVersion} ${kind}: ` +
        'see which apiVersion it has with kubectl api-resources',
    ),
  );
});

test.each(['v1', 'core/v1'])('a Secret of %s is refused', (apiVersion) => {
  expect(() => classOf(apiVersion, 'Secret')).toThrow(
    new Error(
      "'chart' must hold no Secret, got team/a: its values would be in the state in the clear, so make it in your " +
        'program of secret outputs, or refer to one that exists',
    ),
  );
});
