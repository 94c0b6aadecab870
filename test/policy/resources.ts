import type { CheckedResource } from '../../policy/rule';

/** An object as a policy pack sees its resource. */
export const deployedAs = (
  object: { readonly apiVersion: string; readonly kind: string; readonly [field: string]: unknown },
  options: CheckedResource['options'] = {},
): CheckedResource => ({
  type: `kubernetes:${object.apiVersion.includes('/') ? object.apiVersion : `core/${object.apiVersion}`}:${object.kind}`,
  name: 'a',
  props: object,
  options,
});
