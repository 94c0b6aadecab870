import type { DiffFinding } from './finding';
import { VERDICTS } from './verdict';

/** What a finding means for a pull request, mildest first. */
export const DECISIONS = ['nothing-of-note', 'needs-a-human', 'must-not-merge'] as const;
export type Decision = (typeof DECISIONS)[number];

/** Subjects of a decision: a verdict of `diff`, or a run that may exceed its budget. */
export const DECIDED = [...VERDICTS, 'over-budget'] as const;

/** The decision for each subject. */
export type Decisions = { readonly [What in (typeof DECIDED)[number]]?: Decision };

/** Decisions for all targets, and overrides for single ones. */
export interface DiffPolicy {
  readonly decisions?: Decisions;
  /** Budget of a run, in the currency of its target's prices. @default - unlimited */
  readonly budget?: number;
  /** Overrides by target name; anything omitted is decided as for all targets. */
  readonly targets?: { readonly [target: string]: Decisions & { readonly budget?: number } };
}

/** Decisions where a policy sets none. */
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

/** The policy's decision about one finding. */
export const decisionOf = ({ target, verdict }: DiffFinding, policy: DiffPolicy): Decision =>
  decisionAbout(verdict, target, policy);

/** The budget of a target's runs under a policy, and the decision when it is exceeded; undefined without a budget. */
export function budgetOf(target: string, policy: DiffPolicy): { amount: number; above: Decision } | undefined {
  const amount = ownOf(target, policy)?.budget ?? policy.budget;
  return amount === undefined ? undefined : { amount, above: decisionAbout('over-budget', target, policy) };
}

/** The policy's decision about a verdict, or about a run over budget. */
export const decisionAbout = (what: keyof Decisions, target: string, policy: DiffPolicy): Decision =>
  ownOf(target, policy)?.[what] ?? policy.decisions?.[what] ?? DEFAULT_DECISIONS[what];

const ownOf = (target: string, { targets = {} }: DiffPolicy) =>
  Object.hasOwn(targets, target) ? targets[target] : undefined;

/** The most severe decision about any of the findings. */
export function gravest(findings: readonly DiffFinding[], policy: DiffPolicy): Decision {
  const ranks = findings.map((finding) => DECISIONS.indexOf(decisionOf(finding, policy)));
  return DECISIONS[Math.max(0, ...ranks)]!;
}
