import { ApiObject, type Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { KubernetesObject } from '../kubernetes-object';

/**
 * Creation order by kind: an object depends on every object of the set at an earlier step. Kinds come before their
 * objects. Pods come after whatever they mount, run as and are restricted by; agents, and objects that make the cluster
 * send requests to pods, come after the servers.
 */
const STEPS: readonly (readonly string[])[] = [
  ['Namespace', 'CustomResourceDefinition'],
  // All other kinds.
  [],
  ['RoleBinding', 'ClusterRoleBinding'],
  ['StatefulSet', 'Deployment', 'DaemonSet', 'ReplicaSet', 'Pod'],
  ['Job', 'CronJob', 'Ingress', 'APIService', 'MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
];
const OTHERS = 1;

const stepOf = (kind: string): number => {
  const found = STEPS.findIndex((kinds) => kinds.includes(kind));
  return found === -1 ? OTHERS : found;
};

/** The step of each object: that of its kind, or that of a declared dependency if it is later. */
function stepsOf(objects: readonly KubernetesObject[], declared: Needs): ReadonlyMap<KubernetesObject, number> {
  const steps = new Map<KubernetesObject, number>();
  const step = (object: KubernetesObject): number => {
    const known = steps.get(object);
    if (known !== undefined) return known;
    const ofKind = stepOf(object.kind);
    // Ends the recursion on a cycle, which `ordered` refuses when it places the objects.
    steps.set(object, ofKind);
    const latest = Math.max(ofKind, ...(declared.get(object) ?? []).map(step));
    steps.set(object, latest);
    return latest;
  };
  for (const object of objects) step(object);
  return steps;
}

/** Objects in creation order, each with the direct dependencies that no other dependency implies. */
export type Ordered = readonly { readonly object: KubernetesObject; readonly needs: readonly KubernetesObject[] }[];

/** Dependencies by object. */
type Needs = ReadonlyMap<KubernetesObject, readonly KubernetesObject[]>;

/**
 * Sort the objects of one set by kind and by declared dependencies.
 *
 * @param declared additional dependencies, as {@link chartObjects} reads them from a construct tree.
 * @throws Error if the dependencies are circular.
 */
export function ordered(objects: readonly KubernetesObject[], declared: Needs = new Map()): Ordered {
  const steps = stepsOf(objects, declared);
  const needs = new Map(
    objects.map((object) => {
      const earlier = objects.filter((other) => steps.get(other)! < steps.get(object)!);
      return [object, [...new Set([...earlier, ...(declared.get(object) ?? [])])]] as const;
    }),
  );
  const result = new Set<KubernetesObject>();
  const open = new Set<KubernetesObject>();
  const place = (object: KubernetesObject): void => {
    if (result.has(object)) return;
    if (open.has(object)) throw circle(object);
    open.add(object);
    for (const needed of needs.get(object) ?? []) place(needed);
    result.add(object);
  };
  for (const object of objects) place(object);
  return withoutImplied([...result], needs);
}

/** As few as possible: the engine writes all dependencies of all resources before and after each one it creates. */
function withoutImplied(order: readonly KubernetesObject[], needs: Needs): Ordered {
  const places = new Map(order.map((object, place) => [object, place]));
  const lastFirst = (one: KubernetesObject, other: KubernetesObject) => places.get(other)! - places.get(one)!;
  const before = new Map<KubernetesObject, ReadonlySet<KubernetesObject>>();
  return order.map((object) => {
    const implied = new Set<KubernetesObject>();
    // A dependent comes after what it depends on, so it is checked first.
    const kept = [...(needs.get(object) ?? [])].sort(lastFirst).filter((needed) => {
      if (implied.has(needed)) return false;
      for (const one of [needed, ...before.get(needed)!]) implied.add(one);
      return true;
    });
    before.set(object, implied);
    return { object, needs: kept };
  });
}

const circle = ({ kind, metadata }: KubernetesObject): Error =>
  new Error(`'dependencies' must not form a cycle, got one through ${kind} ${metadata.name}: remove one of them`);

/** What a chart renders. */
export interface ChartObjects {
  readonly objects: readonly KubernetesObject[];
  /** Dependencies that `node.addDependency` declares, on the object itself or on an enclosing construct. */
  readonly declared: Needs;
}

/** Render a chart and read the dependencies from its construct tree. */
export function chartObjects(chart: Chart): ChartObjects {
  const within = (construct: IConstruct) => construct.node.findAll().filter(ApiObject.isApiObject);
  const rendered = new Map(within(chart).map((object) => [object, object.toJson() as KubernetesObject]));
  const neededBy = (object: ApiObject): KubernetesObject[] =>
    object.node.scopes
      .flatMap((scope) => scope.node.dependencies)
      .flatMap(within)
      .flatMap((needed) => rendered.get(needed) ?? []);
  const declared = new Map([...rendered].map(([object, json]) => [json, neededBy(object)]));
  return { objects: [...rendered.values()], declared };
}
