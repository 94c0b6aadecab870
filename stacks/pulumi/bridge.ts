import * as pulumi from '@pulumi/pulumi';
import type { KubernetesObject } from '../kubernetes-object';
import { type Ordered, ordered } from './dependencies';
import { awaited, objectId, objectOptions } from './object-options';
import type { StackPolicies } from './policies';
import { resourceClass } from './resource-classes';
import { withoutStackTraces } from './without-stack-traces';

/** Where objects are deployed. */
export interface Deployment {
  /** The component that they are parts of; provider, protection and aliases come from it. */
  readonly parent: pulumi.Resource;
  /** @default DEFAULT_POLICIES */
  readonly policies?: StackPolicies;
  /** What each object needs beside what its kind needs. @default - nothing */
  readonly declared?: Parameters<typeof ordered>[1];
  /** What no object may come before, such as a Secret that the pods mount. @default - nothing */
  readonly dependsOn?: readonly pulumi.Resource[];
}

/**
 * The one way from rendered objects to resources: one typed resource each, with the options of its kind. A resource is
 * called `namespace/name`, and a run's names hold its id: so another run is other resources, and nothing of a running
 * one is replaced.
 *
 * @returns the resource of each object.
 * @throws Error where a kind has no typed class.
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
    // Those that need no other are the first, and imply it for all that come after.
    dependsOn: needs.length > 0 ? needed : [...dependsOn],
    // It may have been a resource of its own before.
    aliases: [{ parent: pulumi.rootStackResource }],
  };
  const args = awaited(object, policies) as Record<string, unknown>;
  return withoutStackTraces(() => new ResourceClass(objectId(object), args, options));
}
