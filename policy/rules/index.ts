import type { Rule } from '../rule';
import { imageDigests } from './image-digests';
import { namespaceQuota } from './namespace-quota';
import { noClearSecrets } from './no-clear-secrets';
import { noRenderedYaml } from './no-rendered-yaml';
import { protectedClaims } from './protected-claims';
import { restrictedPods } from './restricted-pods';

/** Every rule of the pack, by name. */
export const rules: readonly Rule[] = [
  imageDigests,
  namespaceQuota,
  noClearSecrets,
  noRenderedYaml,
  protectedClaims,
  restrictedPods,
];
