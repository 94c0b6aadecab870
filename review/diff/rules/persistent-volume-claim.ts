import { grows, shrinks } from '../conditions';
import { keepsBy } from '../kept-claims';
import type { Rule } from '../rule';
import { Source } from './sources';

const REPLACED = 'whoever makes the claim again loses what is on it';

/** Rules for changes of a claim. */
export const CLAIM_RULES: readonly Rule[] = [
  {
    path: 'metadata.annotations.*',
    when: ({ path, before, after }) => {
      const annotation = path.at(-1) as string;
      return keepsBy(annotation, before) && !keepsBy(annotation, after);
    },
    verdict: 'data-loss',
    means: 'the claim is deleted once it is no longer committed, where it was kept',
    source: Source.REMOVAL,
  },
  {
    path: 'spec.resources.requests.storage',
    when: grows,
    verdict: 'in-place',
    means: 'the volume grows where its storage class allows that, and is never made smaller again',
    source: Source.CLAIM_EXPANSION,
  },
  {
    path: 'spec.resources.requests.storage',
    when: shrinks,
    verdict: 'rejected',
    also: { verdict: 'data-loss', means: REPLACED },
    means: 'a claim never shrinks: make another one, and move what is on it',
    source: Source.CLAIM,
  },
  {
    path: 'spec.volumeAttributesClassName',
    verdict: 'in-place',
    means: 'the volume gets other attributes where its driver can do that',
    source: Source.CLAIM,
  },
  {
    path: 'spec.resources.requests.storage',
    verdict: 'in-place',
    means: 'the same amount, written otherwise',
    source: Source.CLAIM,
  },
  {
    path: 'spec.**',
    verdict: 'rejected',
    also: { verdict: 'data-loss', means: REPLACED },
    means: 'the field of a claim never changes: make another one, and move what is on it',
    source: Source.CLAIM,
  },
];
