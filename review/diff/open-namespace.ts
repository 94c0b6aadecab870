import type { DiffFinding } from './finding';
import { findingAbout } from './object-findings';
import type { Placed } from './rendering';
import { ENFORCE, isKnownLevel, NO_SUCH_LEVEL } from './rules/namespace';
import { Source } from './rules/sources';

/** A finding about an added namespace that does not enforce the `restricted` level. */
export function openNamespace(placed: Placed): DiffFinding[] {
  const { kind, metadata } = placed.object;
  const level = metadata.labels?.[ENFORCE];
  if (kind !== 'Namespace' || level === 'restricted') return [];
  if (!isKnownLevel(level))
    return [findingAbout(placed, { ...NO_SUCH_LEVEL, message: NO_SUCH_LEVEL.means, changes: [] })];
  const message = `the namespace admits pods that are not restricted: its ${ENFORCE} is ${level ?? 'missing'}`;
  return [findingAbout(placed, { verdict: 'wider-rights', message, source: Source.POD_SECURITY_LABELS, changes: [] })];
}
