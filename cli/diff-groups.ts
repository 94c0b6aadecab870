import { type Decision, type DiffPolicy, decisionOf } from '../review/diff/decision';
import type { DiffFinding } from '../review/diff/finding';
import { grouped } from '../review/diff/rendering';

/** A finding with the policy's decision about it. */
export interface Decided extends DiffFinding {
  readonly decision: Decision;
}

/** Findings about one run, or about the shared objects of a target. */
export interface DiffGroup {
  readonly title: string;
  readonly findings: readonly Decided[];
}

export const DECISION_TEXT: Readonly<Record<Decision, string>> = {
  'must-not-merge': 'must not merge',
  'needs-a-human': 'needs a human',
  'nothing-of-note': 'nothing of note',
};

/** Each finding with its decision. */
export const decided = (findings: readonly DiffFinding[], policy: DiffPolicy): Decided[] =>
  findings.map((finding) => ({ decision: decisionOf(finding, policy), ...finding }));

/** Findings by target and run; the group with the worst finding comes first. */
export const diffGroups = (findings: readonly Decided[]): DiffGroup[] =>
  [...grouped(findings, titleOf)].map(([title, of]) => ({ title, findings: of }));

const titleOf = ({ target, run }: Decided): string => `${target === '' ? '.' : target}: ${run ?? 'shared by its runs'}`;
