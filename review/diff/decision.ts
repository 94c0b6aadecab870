import type { DiffFinding } from './finding';
import type { Verdict } from './verdict';

/** What becomes of a pull request, mildest first. */
export const DECISIONS = ['nothing-of-note', 'needs-a-human', 'must-not-merge'] as const;
export type Decision = (typeof DECISIONS)[number];

/** What a verdict decides. */
export type Decisions = { readonly [V in Verdict]?: Decision };

/** Who decides what: a table for every target, and others for single ones. */
export interface DiffPolicy {
  readonly decisions?: Decisions;
  /** By the target's name; what it leaves out is decided as for every target. */
  readonly targets?: { readonly [target: string]: Decisions };
}

/** What holds where a policy says nothing. */
export const DEFAULT_DECISIONS: Required<Decisions> = {
  rejected: 'must-not-merge',
  'data-loss': 'must-not-merge',
  'wider-rights': 'needs-a-human',
  replacement: 'needs-a-human',
  'run-removed': 'needs-a-human',
  'credential-reference': 'needs-a-human',
  'new-run': 'nothing-of-note',
  cost: 'nothing-of-note',
  'in-place': 'nothing-of-note',
  cosmetic: 'nothing-of-note',
};

/** What a policy decides about one finding. */
export function decisionOf({ target, verdict }: DiffFinding, { decisions, targets }: DiffPolicy): Decision {
  const own = targets !== undefined && Object.hasOwn(targets, target) ? targets[target] : undefined;
  return own?.[verdict] ?? decisions?.[verdict] ?? DEFAULT_DECISIONS[verdict];
}

/** The gravest decision about any of the findings. */
export function gravest(findings: readonly DiffFinding[], policy: DiffPolicy): Decision {
  const ranks = findings.map((finding) => DECISIONS.indexOf(decisionOf(finding, policy)));
  return DECISIONS[Math.max(0, ...ranks)]!;
}
