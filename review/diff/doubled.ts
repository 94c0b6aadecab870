import type { DiffFinding } from './finding';
import { findingAbout } from './object-findings';
import { grouped, identity, type Placed } from './rendering';
import { Source } from './rules/sources';

/** Objects of a target that appear in two files: each hides what the other says. */
export const doubled = (placed: readonly Placed[]): DiffFinding[] =>
  [...grouped(placed, ({ object }) => identity(object)).values()].flatMap(([first, ...others]) =>
    others.map((other) =>
      findingAbout(other, {
        verdict: 'rejected',
        message: `the object is also in ${first?.file}: kustomize rejects duplicates; otherwise the one applied last wins`,
        source: Source.KUSTOMIZATION,
        changes: [],
      }),
    ),
  );
