import { isNoLonger, wasImmutable } from '../conditions';
import type { Rule } from '../rule';
import { Source } from './sources';

/** The clean-up policy in a run's settings, which `constructs/` writes one per line. */
const cleanUp = (text: unknown): string | undefined => /^PRODIGY_CLEANUP_POLICY="?(\w+)/m.exec(String(text))?.[1];

/** Rules for changes of a ConfigMap. */
export const CONFIG_MAP_RULES: readonly Rule[] = [
  {
    path: 'immutable',
    when: isNoLonger(true),
    verdict: 'rejected',
    means: 'an immutable ConfigMap cannot be made mutable: give it a new name',
    source: Source.CONFIG_MAP,
  },
  ...['data.**', 'binaryData.**'].map(
    (path): Rule => ({
      path,
      when: wasImmutable,
      verdict: 'rejected',
      means: 'this ConfigMap is immutable: give it a new name',
      source: Source.CONFIG_MAP,
    }),
  ),
  ...['data.**', 'binaryData.**'].map(
    (path): Rule => ({
      path,
      verdict: 'in-place',
      means: 'takes effect on new pods; running pods have already read the old file',
      source: Source.CONFIG_MAP_FILES,
    }),
  ),
];

/** Rules for changes of a run's settings, whatever happens to their ConfigMap. */
export const SETTING_RULES: readonly Rule[] = [
  {
    path: 'data.*',
    when: ({ before, after }) => cleanUp(before) === 'retain' && cleanUp(after) === 'delete',
    verdict: 'data-loss',
    means: 'claims that used to be kept are deleted once the run has ended and its result is published',
    source: Source.RUN_SETTINGS,
  },
];
