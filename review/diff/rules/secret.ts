import { becomes, isNoLonger, wasImmutable } from '../conditions';
import type { Rule } from '../rule';
import { Source } from './sources';

/** Rules for changes of a Secret; of its content, only that it changed is reported. */
export const SECRET_RULES: readonly Rule[] = [
  { path: 'type', verdict: 'rejected', means: 'the type of a Secret is immutable', source: Source.SECRET },
  {
    path: 'immutable',
    when: isNoLonger(true),
    verdict: 'rejected',
    means: 'an immutable Secret cannot be made mutable: give it a new name',
    source: Source.SECRET,
  },
  ...['data.**', 'stringData.**'].map(
    (path): Rule => ({
      path,
      when: wasImmutable,
      verdict: 'rejected',
      means: 'this Secret is immutable: give it a new name',
      source: Source.SECRET,
    }),
  ),
  ...['data.**', 'stringData.**'].map(
    (path): Rule => ({
      path,
      verdict: 'credential-reference',
      means: 'a key of the Secret is changed, added or removed; pods read it within about 90 seconds',
      source: Source.SECRET_VOLUME,
    }),
  ),
  {
    path: 'immutable',
    when: becomes(true),
    verdict: 'in-place',
    means: 'the Secret becomes immutable',
    source: Source.SECRET,
  },
];
