import type { ClusterFacts } from '../../contract/cluster-facts';
import type { UnderWay } from '../live/under-way';
import type { ReviewedObject } from '../reviewed-object';
import type { Change } from './change';
import type { Verdict } from './verdict';

/** An object before and after. */
export interface Pair {
  readonly base: ReviewedObject;
  readonly head: ReviewedObject;
  /** How it is applied; if undefined, assumed to be by server-side apply. */
  readonly delivery?: ClusterFacts['delivery'];
  /** State of the object's run; undefined if no cluster was asked. */
  readonly underWay?: UnderWay;
}

/** Whether a rule whose path matches applies to a change. */
export type Condition = (change: Change, pair: Pair) => boolean;

/** What a change of a field means. */
export interface Rule {
  /** Steps separated by dots: `[*]` matches any list member, `*` any one step, and a final `**` everything below. */
  readonly path: string;
  readonly when?: Condition;
  readonly verdict: Verdict;
  /** A second verdict, reported alongside the first. */
  readonly also?: { readonly verdict: Verdict; readonly means: string };
  /** What happens, in words. */
  readonly means: string;
  /** A function in Kubernetes' source, a page of its documentation, or a file of this project. */
  readonly source: string;
}

/** The first rule that matches a change. */
export const ruleFor = (rules: readonly Rule[], change: Change, pair: Pair): Rule | undefined =>
  rules.find(({ path, when }) => isAt(path, change.path) && (when?.(change, pair) ?? true));

const patterns = new Map<string, readonly string[]>();

function isAt(pattern: string, path: readonly string[]): boolean {
  const steps = patterns.get(pattern) ?? pattern.replaceAll('[', '.[').split('.');
  patterns.set(pattern, steps);
  const open = steps.at(-1) === '**';
  const wanted = open ? steps.slice(0, -1) : steps;
  if (open ? path.length < wanted.length : path.length !== wanted.length) return false;
  return wanted.every((step, index) => isStep(step, path[index]!));
}

const isStep = (wanted: string, step: string): boolean =>
  wanted === '*' || wanted === step || (wanted === '[*]' && step.startsWith('['));
