import { ApiObject, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { chartObjects, type Ordered, ordered } from '../../../stacks/pulumi/dependencies';

const object = (kind: string, name = kind.toLowerCase()) => ({ apiVersion: 'v1', kind, metadata: { name } });
const namesOf = (order: Ordered) =>
  order.map(({ object: { metadata }, needs }) => [metadata.name, ...needs.map((needed) => needed.metadata.name)]);

test('pods come last: servers after all that they mount and run as, agents after servers', () => {
  const kinds = ['Job', 'StatefulSet', 'RoleBinding', 'Secret', 'Namespace'];
  expect(namesOf(ordered(kinds.map((kind) => object(kind))))).toEqual([
    ['namespace'],
    ['secret', 'namespace'],
    ['rolebinding', 'secret', 'namespace'],
    ['statefulset', 'rolebinding', 'secret', 'namespace'],
    ['job', 'statefulset', 'rolebinding', 'secret', 'namespace'],
  ]);
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
    new Error("'dependencies' must not go round in a circle, got one through ConfigMap a: remove one of them"),
  );
});
