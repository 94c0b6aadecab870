import { containersOf, podsOf } from '../pods';
import type { Check, Complaint } from './check';

const SOURCE = 'https://kubernetes.io/docs/concepts/containers/images/#image-names';

/** Whether images are pinned by digest: a tag can change between two pods of one run. */
export const imageDigests: Check = {
  name: 'image-digests',
  complaints: ({ objects }) => {
    const byImage = new Map<string, Complaint>();
    for (const { owner, spec } of podsOf(objects))
      for (const { image = 'nothing' } of containersOf(spec))
        if (!/@sha256:[0-9a-f]{64}$/.test(image) && !byImage.has(image))
          byImage.set(image, {
            severity: 'warning',
            about: owner,
            message: `'image' must be pinned by digest, got ${image}`,
            wayOut: 'add the digest to images.lock',
            reason: 'a tag can move, and two pods of one run would then use different images',
            source: SOURCE,
          });
    return [...byImage.values()];
  },
};
