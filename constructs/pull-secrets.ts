import type { k8s } from 'cdk8s-plus-28';
import { OBJECT_NAME } from '../contract/object-names';

/**
 * Image pull secrets of a ServiceAccount; pods of the account that name none themselves use these.
 *
 * @throws Error if a name is not valid in Kubernetes.
 */
export function pullSecretsOf(names: readonly string[]): k8s.LocalObjectReference[] | undefined {
  const wrong = names.find((name) => !OBJECT_NAME.test(name));
  if (wrong !== undefined)
    throw new Error(
      `'imagePullSecrets' must name Secrets of the namespace, got ${JSON.stringify(wrong)}: ` +
        'kubectl create secret docker-registry makes them',
    );
  return names.length > 0 ? [...new Set(names)].map((name) => ({ name })) : undefined;
}
