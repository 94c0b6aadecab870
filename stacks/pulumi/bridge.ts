import * as pulumi from '@pulumi/pulumi';
import type { KubernetesObject } from '../kubernetes-object';
import { type Ordered, ordered } from './dependencies';
import { awaited, objectId, objectOptions } from './object-options';
import type { StackPolicies } from './policies';
import { resourceClass } from './resource-classes';
import { withoutStackTraces } from './without-stack-traces';

/** Where objects are deployed. */
export interface Deployment {
  /** The component that the objects are children of; provider, protection and aliases come from it. */
  readonly parent: pulumi.Resource;
  /** @default DEFAULT_POLICIES */
  readonly policies?: StackPolicies;
  /** Dependencies between objects, in addition to those that follow from their kinds. @default - none */
  readonly declared?: Parameters<typeof ordered>[1];
  /** Resources that every object waits for, such as a Secret that the pods mount. @default - none */
  readonly dependsOn?: readonly pulumi.Resource[];
}

/**
 * Turn rendered objects into resources, one typed resource each, with the options of its kind. Everything is deployed
 * through here. A resource is named `namespace/name`. A run's object names contain its id, so another run gets
 * resources of its own and never replaces those of a running one.
 *
 * @returns the resource of each object.
 * @throws Error if a kind has no typed class.
 */
export function deployObjects(
  objects: readonly KubernetesObject[],
  deployment: Deployment,
): ReadonlyMap<KubernetesObject, pulumi.CustomResource> {
  const made = new Map<KubernetesObject, pulumi.CustomResource>();
  for (const step of ordered(objects, deployment.declared)) made.set(step.object, deployed(step, made, deployment));
  return made;
}

function deployed(
  { object, needs }: Ordered[number],
  made: ReadonlyMap<KubernetesObject, pulumi.CustomResource>,
  { parent, policies, dependsOn = [] }: Deployment,
): pulumi.CustomResource {
  const ResourceClass = resourceClass(object);
  const needed = needs.flatMap((other) => made.get(other) ?? []);
  const options = {
    ...objectOptions(object, policies),
    parent,
    // Only the first objects need these explicitly; all later ones depend on them transitively.
    dependsOn: needs.length > 0 ? needed : [...dependsOn],
    // Before it had a parent, it may have been a resource of the stack itself.
    aliases: [{ parent: pulumi.rootStackResource }],
  };
  const args = awaited(object, policies) as Record<string, unknown>;
  return withoutStackTraces(() => new ResourceClass(objectId(object), args, options));
}
