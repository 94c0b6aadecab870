import type { Change } from '../change';
import type { Rule } from '../rule';
import { Source } from './sources';

/** Strictest first; a namespace without a level admits every pod. */
const LEVELS = ['restricted', 'baseline', 'privileged', undefined];

const isLower = ({ before, after }: Change): boolean =>
  LEVELS.indexOf(after as string) > LEVELS.indexOf(before as string);

/** The label by which a namespace says which pods it takes. */
export const ENFORCE = 'pod-security.kubernetes.io/enforce';

const isLevel = ({ path }: Change): boolean => path.at(-1) === ENFORCE;

/** Whether Pod Security has this level. */
export const isKnownLevel = (level: unknown): boolean => LEVELS.includes(level as string);

/** The outcome of a level that Pod Security does not have. */
export const NO_SUCH_LEVEL = {
  verdict: 'rejected',
  means: 'a Pod Security level must be restricted, baseline or privileged',
  source: Source.POD_SECURITY_LEVEL,
} as const;

/** Rules for changes of a Namespace. */
export const NAMESPACE_RULES: readonly Rule[] = [
  {
    path: 'metadata.labels.*',
    when: (change) => isLevel(change) && !isKnownLevel(change.after),
    ...NO_SUCH_LEVEL,
  },
  {
    path: 'metadata.labels.*',
    when: (change) => isLevel(change) && isLower(change),
    verdict: 'wider-rights',
    means: 'the namespace admits pods that it used to reject',
    source: Source.POD_SECURITY_LABELS,
  },
  {
    path: 'metadata.labels.*',
    when: isLevel,
    verdict: 'in-place',
    means: 'the namespace rejects pods that it used to admit; running pods stay',
    source: Source.POD_SECURITY_LABELS,
  },
];

/** Rules for changes of a ResourceQuota or LimitRange. */
export const QUOTA_RULES: readonly Rule[] = [
  {
    path: 'spec.hard.*',
    verdict: 'cost',
    means: 'the quota of the namespace changes; running pods are not affected',
    source: Source.QUOTA,
  },
  {
    path: 'spec.limits.**',
    verdict: 'in-place',
    means: 'takes effect on new pods',
    source: Source.QUOTA,
  },
  {
    path: 'spec.scopes.**',
    verdict: 'rejected',
    means: 'the scopes of a quota are immutable: delete it first',
    source: 'kubernetes pkg/apis/core/validation/validation.go ValidateResourceQuotaUpdate',
  },
];
