import type { DiffFinding } from './finding';
import { VERDICTS } from './verdict';

/** What becomes of a pull request, mildest first. */
export const DECISIONS = ['nothing-of-note', 'needs-a-human', 'must-not-merge'] as const;
export type Decision = (typeof DECISIONS)[number];

/** What is decided about: a verdict of `diff`, or a run that may cost more than its budget. */
export const DECIDED = [...VERDICTS, 'over-budget'] as const;

/** What each of them decides. */
export type Decisions = { readonly [What in (typeof DECIDED)[number]]?: Decision };

/** Who decides what: a table for every target, and others for single ones. */
export interface DiffPolicy {
  readonly decisions?: Decisions;
  /** What a run may cost, in the currency of its target's prices. @default - whatever it costs */
  readonly budget?: number;
  /** By the target's name; what it leaves out is decided as for every target. */
  readonly targets?: { readonly [target: string]: Decisions & { readonly budget?: number } };
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
  'over-budget': 'must-not-merge',
};

/** What a policy decides about one finding. */
export const decisionOf = ({ target, verdict }: DiffFinding, policy: DiffPolicy): Decision =>
  decisionAbout(verdict, target, policy);

/** What a policy says of the budget of a target's runs; undefined where it gives them none. */
export function budgetOf(target: string, policy: DiffPolicy): { amount: number; above: Decision } | undefined {
  const amount = ownOf(target, policy)?.budget ?? policy.budget;
  return amount === undefined ? undefined : { amount, above: decisionAbout('over-budget', target, policy) };
}

/** What a policy decides about a verdict, or about a run above its budget. */
export const decisionAbout = (what: keyof Decisions, target: string, policy: DiffPolicy): Decision =>
  ownOf(target, policy)?.[what] ?? policy.decisions?.[what] ?? DEFAULT_DECISIONS[what];

const ownOf = (target: string, { targets = {} }: DiffPolicy) =>
  Object.hasOwn(targets, target) ? targets[target] : undefined;

/** The gravest decision about any of the findings. */
export function gravest(findings: readonly DiffFinding[], policy: DiffPolicy): Decision {
  const ranks = findings.map((finding) => DECISIONS.indexOf(decisionOf(finding, policy)));
  return DECISIONS[Math.max(0, ...ranks)]!;
}
