import * as k8s from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';
import type { KubernetesObject } from '../kubernetes-object';
import { objectId } from './object-options';

type ResourceClass = (new (
  name: string,
  args: Record<string, unknown>,
  options: pulumi.CustomResourceOptions,
) => pulumi.CustomResource) & { readonly __pulumiType?: string };

/** The SDK's classes by group, version and kind. It names a group by its first word and loads a class on first use. */
const CLASSES = k8s as unknown as { readonly [group: string]: { readonly [version: string]: Kinds } | undefined };
type Kinds = { readonly [kind: string]: ResourceClass | undefined } | undefined;

/**
 * The class for an object: a typed one for every built-in kind, because the engine decides by type which changes need a
 * replacement and the provider refuses generic resources of the core group; the generic one for custom resources.
 *
 * @throws Error if there is none, or if the object is a Secret: its values would be in the state in clear text.
 */
export function resourceClass(object: KubernetesObject): ResourceClass {
  const { apiVersion, kind } = object;
  const [version = '', group = 'core'] = apiVersion.split('/').reverse();
  const found = CLASSES[group.split('.')[0]!]?.[version]?.[kind];
  if (kind === 'Secret' && found === (k8s.core.v1.Secret as unknown))
    throw new Error(
      `'chart' must hold no Secret, got ${objectId(object)}: its values would be in the state in the clear, so make ` +
        'it in your program of secret outputs, or refer to one that exists',
    );
  // A third party's group may begin with the same word.
  if (found?.__pulumiType === `kubernetes:${group}/${version}:${kind}`) return found;
  if (group.includes('.')) return k8s.apiextensions.CustomResource as unknown as ResourceClass;
  throw new Error(
    `'kind' must be one of Kubernetes in a group without a dot, got ${apiVersion} ${kind}: ` +
      'see which apiVersion it has with kubectl api-resources',
  );
}
