import { disappears, not } from '../conditions';
import type { Rule } from '../rule';
import { Source } from './sources';

/** What it means that a kustomization does more than to name the files of its folder. */
export const BEYOND_FILES = 'what is applied is more, or something else, than the files that are compared';

/** What a change of a kustomization comes to, beyond which files of its folder it names. */
export const KUSTOMIZATION_RULES: readonly Rule[] = [
  {
    path: '**',
    when: not(disappears),
    verdict: 'wider-rights',
    means: BEYOND_FILES,
    source: Source.KUSTOMIZATION,
  },
];
