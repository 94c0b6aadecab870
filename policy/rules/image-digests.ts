import { containersOf } from '../../review/pods';
import { podOf } from '../pods';
import type { Rule } from '../rule';

/**
 * Images are pinned by digest: a tag may point to another image tomorrow.
 *
 * @see https://kubernetes.io/docs/concepts/containers/images/#image-names
 */
export const imageDigests: Rule = {
  name: 'image-digests',
  description: 'What was reviewed is what runs: an image is named by its digest, since a tag moves.',
  enforcement: 'advisory',
  violations(resource) {
    const images = containersOf(podOf(resource) ?? {}).map(({ image }) => image ?? 'nothing');
    return [...new Set(images)]
      .filter((image) => !/@sha256:[0-9a-f]{64}$/.test(image))
      .map((image) => `'image' must be pinned by digest, got ${image}: add the digest to images.lock`);
  },
};
