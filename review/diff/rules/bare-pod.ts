import { type ReviewedObject, specOf } from '../../reviewed-object';
import { appears, disappears, shrinks } from '../conditions';
import type { Condition, Rule } from '../rule';
import { Source } from './sources';

/** Expressions that a node must match, all of them. */
interface Term {
  readonly matchExpressions?: readonly unknown[];
  readonly matchFields?: readonly unknown[];
}

/** The fields of a bare Pod, one without a controller, that the rules read. */
interface BarePodSpec {
  readonly tolerations?: readonly object[];
  readonly schedulingGates?: readonly unknown[];
  readonly affinity?: {
    readonly nodeAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: { readonly nodeSelectorTerms?: readonly Term[] };
    };
  };
}

const specIn = (object: ReviewedObject): BarePodSpec => specOf(object);

/** Its value changes; it is neither added nor removed. */
const isOther: Condition = (change, pair) => !appears(change, pair) && !disappears(change, pair);

/** A toleration without `tolerationSeconds`, the only part that may change. */
const kind = (toleration: object): string => {
  const { key, operator = 'Equal', value, effect } = toleration as Readonly<Record<string, unknown>>;
  return JSON.stringify([key, operator, value, effect]);
};

const keepsTolerations: Condition = (_, { base, head }) => {
  const [before = [], after = []] = [specIn(base).tolerations, specIn(head).tolerations];
  const now = after.map(kind);
  return before.every((toleration) => now.includes(kind(toleration)));
};

const losesGates: Condition = (_, { base, head }) => {
  const [before = [], after = []] = [base, head].map((object) => specIn(object).schedulingGates?.map(gate));
  return after.every((name) => before.includes(name));
};

const gate = (one: unknown): string => JSON.stringify(one);

/** Whether scheduling gates keep the pod from being scheduled. */
const isGated: Condition = (_, { base }) => (specIn(base).schedulingGates ?? []).length > 0;

/** A gated pod may only narrow its required nodes: terms stay, and may get more expressions. */
const narrowsNodes: Condition = (change, pair) => {
  if (!isGated(change, pair)) return false;
  const [before, after] = [termsOf(pair.base), termsOf(pair.head)];
  if (before.length === 0) return true;
  return before.length === after.length && before.every((term, index) => isWithin(term, after[index]));
};

const termsOf = (object: ReviewedObject): readonly Term[] =>
  specIn(object).affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];

const isWithin = (term: Term, now: Term = {}): boolean => {
  const lists = (['matchExpressions', 'matchFields'] as const).map(
    (list) => [term[list] ?? [], now[list] ?? []] as const,
  );
  const isEmpty = lists.every(([old]) => old.length === 0);
  return lists.every(
    ([old, more]) => JSON.stringify(more.slice(0, old.length)) === JSON.stringify(old) && !(isEmpty && more.length > 0),
  );
};

const HELD = 'a gated pod accepts fewer nodes';

const allowed = (path: string, when: Condition, means: string): Rule => ({
  ...{ path, when, means },
  verdict: 'in-place',
  source: Source.POD_UPDATE,
});

/** Rules for changes of a bare Pod. */
export const BARE_POD_RULES: readonly Rule[] = [
  ...['spec.containers[*].image', 'spec.initContainers[*].image'].map(
    (path): Rule => ({
      path,
      when: isOther,
      verdict: 'replacement',
      means: 'the container is restarted in the same pod',
      source: Source.POD_UPDATE,
    }),
  ),
  {
    path: 'spec.activeDeadlineSeconds',
    when: (change, pair) => appears(change, pair) || shrinks(change, pair),
    verdict: 'replacement',
    means: 'a pod older than the new deadline is stopped immediately',
    source: Source.POD_UPDATE,
  },
  allowed('spec.tolerations.**', keepsTolerations, 'the pod tolerates more taints, or for another time'),
  allowed('spec.schedulingGates.**', losesGates, 'fewer scheduling gates hold the pod back'),
  allowed(
    'spec.terminationGracePeriodSeconds',
    ({ before, after }) => Number(before) < 0 && after === 1,
    'a negative grace period becomes the 1 second it already meant',
  ),
  allowed('spec.nodeSelector.*', (change, pair) => isGated(change, pair) && appears(change, pair), HELD),
  allowed('spec.affinity.nodeAffinity.**', narrowsNodes, HELD),
  {
    path: 'spec.**',
    verdict: 'rejected',
    means: 'this field of a Pod is immutable: use another name, or delete the Pod first',
    source: Source.POD_UPDATE,
  },
];
