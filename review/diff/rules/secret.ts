import { becomes, isNoLonger, wasImmutable } from '../conditions';
import type { Rule } from '../rule';
import { Source } from './sources';

/** Rules for changes of a Secret; of its content, only that it changed is reported. */
export const SECRET_RULES: readonly Rule[] = [
  { path: 'type', verdict: 'rejected', means: 'the type of a Secret never changes', source: Source.SECRET },
  {
    path: 'immutable',
    when: isNoLonger(true),
    verdict: 'rejected',
    means: 'a Secret that is immutable stays so: give it another name',
    source: Source.SECRET,
  },
  ...['data.**', 'stringData.**'].map(
    (path): Rule => ({
      path,
      when: wasImmutable,
      verdict: 'rejected',
      means: 'a Secret that is immutable stays as it is: give it another name',
      source: Source.SECRET,
    }),
  ),
  ...['data.**', 'stringData.**'].map(
    (path): Rule => ({
      path,
      verdict: 'credential-reference',
      means: 'a key of the Secret has another value, comes or goes; pods read it within some 90 seconds',
      source: Source.SECRET_VOLUME,
    }),
  ),
  {
    path: 'immutable',
    when: becomes(true),
    verdict: 'in-place',
    means: 'from now on the Secret cannot be changed',
    source: Source.SECRET,
  },
];
