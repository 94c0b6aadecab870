import { grows, shrinks } from '../conditions';
import { keepsBy } from '../kept-claims';
import type { Rule } from '../rule';
import { Source } from './sources';

const REPLACED = 'recreating the claim loses its data';

/** Rules for changes of a claim. */
export const CLAIM_RULES: readonly Rule[] = [
  {
    path: 'metadata.annotations.*',
    when: ({ path, before, after }) => {
      const annotation = path.at(-1) as string;
      return keepsBy(annotation, before) && !keepsBy(annotation, after);
    },
    verdict: 'data-loss',
    means: 'the claim, kept until now, is deleted once it is no longer committed',
    source: Source.REMOVAL,
  },
  {
    path: 'spec.resources.requests.storage',
    when: grows,
    verdict: 'in-place',
    means: 'the volume is expanded if its storage class allows it, and cannot shrink again',
    source: Source.CLAIM_EXPANSION,
  },
  {
    path: 'spec.resources.requests.storage',
    when: shrinks,
    verdict: 'rejected',
    also: { verdict: 'data-loss', means: REPLACED },
    means: 'a claim cannot shrink: create a new one and move the data',
    source: Source.CLAIM,
  },
  {
    path: 'spec.volumeAttributesClassName',
    verdict: 'in-place',
    means: 'the volume is modified in place if its driver supports it',
    source: Source.CLAIM,
  },
  {
    path: 'spec.resources.requests.storage',
    verdict: 'in-place',
    means: 'the same size, written differently',
    source: Source.CLAIM,
  },
  {
    path: 'spec.**',
    verdict: 'rejected',
    also: { verdict: 'data-loss', means: REPLACED },
    means: 'this field of a claim is immutable: create a new claim and move the data',
    source: Source.CLAIM,
  },
];
