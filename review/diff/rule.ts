import type { ClusterFacts } from '../../contract/cluster-facts';
import type { UnderWay } from '../live/under-way';
import type { ReviewedObject } from '../reviewed-object';
import type { Change } from './change';
import type { Verdict } from './verdict';

/** An object before and after. */
export interface Pair {
  readonly base: ReviewedObject;
  readonly head: ReviewedObject;
  /** Who applies it; undefined where that is not known: then as server-side apply does. */
  readonly delivery?: ClusterFacts['delivery'];
  /** What the run of the object is doing; undefined where no cluster was asked. */
  readonly underWay?: UnderWay;
}

/** Whether a rule is about a change, beyond its path. */
export type Condition = (change: Change, pair: Pair) => boolean;

/** What a change of a field comes to. */
export interface Rule {
  /** Steps separated by dots, `[*]` for any member of a list; `*` is any one step and a last `**` all that is below. */
  readonly path: string;
  readonly when?: Condition;
  readonly verdict: Verdict;
  /** A second thing that it comes to, told beside the first. */
  readonly also?: { readonly verdict: Verdict; readonly means: string };
  /** For people: what happens. */
  readonly means: string;
  /** A function of Kubernetes' own source, a page of its documentation, or a file of this project. */
  readonly source: string;
}

/** The first rule that is about a change. */
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
