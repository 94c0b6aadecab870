import { disappears, not } from '../conditions';
import type { Rule } from '../rule';
import { Source } from './sources';

/** Meaning of a kustomization that does more than list the files of its folder. */
export const BEYOND_FILES = 'what is applied differs from the files that are compared';

/** Rules for changes of a kustomization beyond its list of files. */
export const KUSTOMIZATION_RULES: readonly Rule[] = [
  {
    path: '**',
    when: not(disappears),
    verdict: 'wider-rights',
    means: BEYOND_FILES,
    source: Source.KUSTOMIZATION,
  },
];
