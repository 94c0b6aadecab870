import { ApiObject, type Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { KubernetesObject } from '../kubernetes-object';

/**
 * When an object may be made, by kind: after all of its set that stand on an earlier step. Kinds come before what is of
 * them. Pods come after everything there that they mount, run as and are fenced in by; agents, and what the cluster sends
 * requests to pods for, come after the servers.
 */
const STEPS: readonly (readonly string[])[] = [
  ['Namespace', 'CustomResourceDefinition'],
  // All other kinds stand here.
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

/** The step of each object: that of its kind, or a later one that something stands on which it is declared to need. */
function stepsOf(objects: readonly KubernetesObject[], declared: Needs): ReadonlyMap<KubernetesObject, number> {
  const steps = new Map<KubernetesObject, number>();
  const step = (object: KubernetesObject): number => {
    const known = steps.get(object);
    if (known !== undefined) return known;
    const ofKind = stepOf(object.kind);
    // A circle ends here, and is refused when objects are placed.
    steps.set(object, ofKind);
    const latest = Math.max(ofKind, ...(declared.get(object) ?? []).map(step));
    steps.set(object, latest);
    return latest;
  };
  for (const object of objects) step(object);
  return steps;
}

/** Objects in the order that they can be made in, each with those that it needs and that nothing else it needs implies. */
export type Ordered = readonly { readonly object: KubernetesObject; readonly needs: readonly KubernetesObject[] }[];

/** What objects need, by object. */
type Needs = ReadonlyMap<KubernetesObject, readonly KubernetesObject[]>;

/**
 * Order the objects of one set by kind, and by what is declared.
 *
 * @param declared what an object needs beside, as {@link chartObjects} reads it from a construct tree.
 * @throws Error where what is declared goes round in a circle.
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

/** The engine writes all dependencies of all resources before and after each one that it makes: the fewest do. */
function withoutImplied(order: readonly KubernetesObject[], needs: Needs): Ordered {
  const places = new Map(order.map((object, place) => [object, place]));
  const lastFirst = (one: KubernetesObject, other: KubernetesObject) => places.get(other)! - places.get(one)!;
  const before = new Map<KubernetesObject, ReadonlySet<KubernetesObject>>();
  return order.map((object) => {
    const implied = new Set<KubernetesObject>();
    // What needs another one comes after it, so it is asked first.
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
  new Error(
    `'dependencies' must not go round in a circle, got one through ${kind} ${metadata.name}: remove one of them`,
  );

/** What a chart renders. */
export interface ChartObjects {
  readonly objects: readonly KubernetesObject[];
  /** What an object needs by `node.addDependency`, on itself or on a construct around it. */
  readonly declared: Needs;
}

/** Render a chart, and read from its construct tree what needs what. */
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
