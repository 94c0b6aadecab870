import { ApiObject, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import fc from 'fast-check';
import type { KubernetesObject } from '../../../stacks/kubernetes-object';
import { chartObjects, type Ordered, ordered } from '../../../stacks/pulumi/dependencies';

const object = (kind: string, name = kind.toLowerCase()) => ({ apiVersion: 'v1', kind, metadata: { name } });
const namesOf = (order: Ordered) =>
  order.map(({ object: { metadata }, needs }) => [metadata.name, ...needs.map((needed) => needed.metadata.name)]);

test('pods come last: servers after all that they mount and run as, agents after servers', () => {
  const kinds = ['Job', 'StatefulSet', 'RoleBinding', 'Secret', 'Namespace'];
  expect(namesOf(ordered(kinds.map((kind) => object(kind))))).toEqual([
    ['namespace'],
    ['secret', 'namespace'],
    ['rolebinding', 'secret'],
    ['statefulset', 'rolebinding'],
    ['job', 'statefulset'],
  ]);
});

test('where nothing stands on a step, what comes after needs the step before', () => {
  const kinds = ['Job', 'Secret', 'ConfigMap'];
  expect(namesOf(ordered(kinds.map((kind) => object(kind))))).toEqual([
    ['secret'],
    ['configmap'],
    ['job', 'configmap', 'secret'],
  ]);
});

test('what pods need comes before them, and what needs pods after them', () => {
  const kinds = ['Ingress', 'Deployment', 'ClusterRoleBinding', 'ClusterRole', 'Widget', 'CustomResourceDefinition'];
  expect(namesOf(ordered(kinds.map((kind) => object(kind))))).toEqual([
    ['customresourcedefinition'],
    ['clusterrole', 'customresourcedefinition'],
    ['widget', 'customresourcedefinition'],
    ['clusterrolebinding', 'widget', 'clusterrole'],
    ['deployment', 'clusterrolebinding'],
    ['ingress', 'deployment'],
  ]);
});

test('what is declared to need something of a later step stands on that step', () => {
  const [widget, role, binding, operator] = ['Widget', 'Role', 'RoleBinding', 'Deployment'].map((kind) => object(kind));
  const objects = [widget!, role!, binding!, operator!];
  expect(namesOf(ordered(objects, new Map([[widget!, [operator!]]])))).toEqual([
    ['role'],
    ['rolebinding', 'role'],
    ['deployment', 'rolebinding'],
    ['widget', 'deployment'],
  ]);
});

const KINDS = ['Namespace', 'Secret', 'ConfigMap', 'RoleBinding', 'StatefulSet', 'Job'];
const STEP_OF = [0, 1, 1, 2, 3, 4];

/** Some objects, and which of them need which others: by the step of their kinds, and as declared among those of one kind. */
const sets = fc
  .array(fc.tuple(fc.nat(KINDS.length - 1), fc.array(fc.nat(9), { maxLength: 3 })), { maxLength: 10 })
  .map((drawn) => {
    const objects = drawn.map(([kind], index) => object(KINDS[kind] as string, `${index}`));
    const declared = new Map(
      drawn.map(([kind, others], index) => [
        objects[index] as KubernetesObject,
        others.filter((other) => other < index && drawn[other]?.[0] === kind).map((other) => objects[other]!),
      ]),
    );
    const all = drawn.map(([kind], index) => [
      ...objects.filter((_, other) => STEP_OF[drawn[other]![0]]! < STEP_OF[kind]!),
      ...declared.get(objects[index]!)!,
    ]);
    return { objects, declared, all: new Map(objects.map((one, index) => [one, all[index]!])) };
  });

/** All that comes before an object, at whatever distance. */
function before(one: KubernetesObject, needs: ReadonlyMap<KubernetesObject, readonly KubernetesObject[]>) {
  const found = new Set<KubernetesObject>();
  const follow = (next: KubernetesObject): void => {
    for (const needed of needs.get(next) ?? []) if (found.add(needed)) follow(needed);
  };
  follow(one);
  return found;
}

test('the fewest needs imply all of them, and none of them implies another', () => {
  fc.assert(
    fc.property(sets, ({ objects, declared, all }) => {
      const order = ordered(objects, declared);
      const fewest = new Map(order.map(({ object, needs }) => [object, needs]));
      expect(fewest.size).toBe(objects.length);
      for (const [place, { object, needs }] of order.entries()) {
        expect(before(object, fewest)).toEqual(before(object, all));
        for (const needed of needs) {
          expect(order.findIndex((one) => one.object === needed)).toBeLessThan(place);
          expect(needs.some((other) => before(other, fewest).has(needed))).toBe(false);
        }
      }
    }),
  );
});

function chart(declare: (parts: { first: Construct; second: Construct }) => void): Chart {
  const made = new Chart(new App(), 'chart', { disableResourceNameHashes: true });
  const [first, second] = ['first', 'second'].map((id) => new Construct(made, id)) as [Construct, Construct];
  new ApiObject(first, 'A', { ...object('ConfigMap', 'a') });
  new ApiObject(first, 'B', { ...object('ConfigMap', 'b') });
  new ApiObject(second, 'C', { ...object('ConfigMap', 'c') });
  declare({ first, second });
  return made;
}

test('what a construct tree declares counts beside the kind', () => {
  const { objects, declared } = chartObjects(chart(({ first, second }) => first.node.addDependency(second)));
  expect(namesOf(ordered(objects, declared))).toEqual([['c'], ['a', 'c'], ['b', 'c']]);
});

test('a circle is refused', () => {
  const { objects, declared } = chartObjects(
    chart(({ first, second }) => {
      first.node.addDependency(second);
      second.node.addDependency(first);
    }),
  );
  expect(() => ordered(objects, declared)).toThrow(
    new Error("'dependencies' must not form a cycle, got one through ConfigMap a: remove one of them"),
  );
});
