import { isNoLonger, wasImmutable } from '../conditions';
import type { Rule } from '../rule';
import { Source } from './sources';

/** A run's settings as `constructs/` writes them, a line each. */
const cleanUp = (text: unknown): string | undefined => /^PRODIGY_CLEANUP_POLICY="?(\w+)/m.exec(String(text))?.[1];

/** What a change of a ConfigMap comes to. */
export const CONFIG_MAP_RULES: readonly Rule[] = [
  {
    path: 'immutable',
    when: isNoLonger(true),
    verdict: 'rejected',
    means: 'a ConfigMap that is immutable stays so: give it another name',
    source: Source.CONFIG_MAP,
  },
  ...['data.**', 'binaryData.**'].map(
    (path): Rule => ({
      path,
      when: wasImmutable,
      verdict: 'rejected',
      means: 'a ConfigMap that is immutable stays as it is: give it another name',
      source: Source.CONFIG_MAP,
    }),
  ),
  ...['data.**', 'binaryData.**'].map(
    (path): Rule => ({
      path,
      verdict: 'in-place',
      means: 'pods that start from now on read the new file; those that run have read the old one',
      source: Source.CONFIG_MAP_FILES,
    }),
  ),
];

/** What a change of a run's settings comes to, whatever becomes of the ConfigMap around them. */
export const SETTING_RULES: readonly Rule[] = [
  {
    path: 'data.*',
    when: ({ before, after }) => cleanUp(before) === 'retain' && cleanUp(after) === 'delete',
    verdict: 'data-loss',
    means: 'claims that were kept are deleted when the run has ended and its result is published',
    source: Source.RUN_SETTINGS,
  },
];
