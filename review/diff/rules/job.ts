import { Annotation } from '../../../contract/labels';
import { specOf } from '../../reviewed-object';
import { grows, shrinks } from '../conditions';
import type { Condition, Rule } from '../rule';
import { Source } from './sources';

/** Completions may change only together with parallelism, and only in an Indexed Job. */
const inTandem: Condition = (_, { head }) => {
  const { completionMode, completions, parallelism = 1 } = specOf(head);
  return completionMode === 'Indexed' && completions === parallelism;
};

/** Annotations that end the run. */
const ENDING: readonly unknown[] = [Annotation.CANCEL, Annotation.DRAIN];

const FEWER_AGENTS = {
  verdict: 'replacement',
  means: 'the Job is scaled down',
  source: Source.JOB_PARALLELISM,
} as const;

const immutable = (path: string): Rule => ({
  path,
  verdict: 'rejected',
  means: 'this field of a Job is immutable: give the run a new id, or delete the Job first',
  source: Source.JOB,
});

/** Rules for changes of a Job. */
export const JOB_RULES: readonly Rule[] = [
  immutable('spec.template.**'),
  immutable('spec.selector.**'),
  immutable('spec.completionMode'),
  immutable('spec.podFailurePolicy.**'),
  immutable('spec.successPolicy.**'),
  immutable('spec.backoffLimitPerIndex'),
  immutable('spec.managedBy'),
  {
    path: 'spec.completions',
    when: (change, pair) => inTandem(change, pair) && shrinks(change, pair),
    ...FEWER_AGENTS,
  },
  {
    path: 'spec.completions',
    when: inTandem,
    verdict: 'in-place',
    means: 'the Job is scaled in place',
    source: Source.JOB_COMPLETIONS,
  },
  {
    path: 'spec.completions',
    verdict: 'rejected',
    means: 'completions can change only together with parallelism, and only in an Indexed Job',
    source: Source.JOB_COMPLETIONS,
  },
  {
    path: 'spec.parallelism',
    when: shrinks,
    ...FEWER_AGENTS,
  },
  {
    path: 'spec.parallelism',
    when: grows,
    verdict: 'in-place',
    means: 'the Job is scaled in place',
    source: Source.JOB_COMPLETIONS,
  },
  {
    path: 'metadata.annotations.*',
    when: ({ path, after }) => ENDING.includes(path.at(-1)) && after !== undefined,
    verdict: 'replacement',
    means: 'the run is cancelled',
    source: 'contract/labels.ts',
  },
  {
    path: 'metadata.annotations.*',
    when: ({ path }) => path.at(-1) === Annotation.MAX_AGENTS,
    verdict: 'in-place',
    means: 'the maximum number of agents changes in place',
    source: 'contract/labels.ts',
  },
  {
    path: 'spec.suspend',
    when: ({ after }) => after === true,
    verdict: 'replacement',
    means: 'the Job is suspended',
    source: 'https://kubernetes.io/docs/concepts/workloads/controllers/job/#suspending-a-job',
  },
  {
    path: 'spec.activeDeadlineSeconds',
    when: shrinks,
    verdict: 'replacement',
    means: 'a run older than the new deadline is stopped at once',
    source: 'https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup',
  },
  {
    path: 'spec.ttlSecondsAfterFinished',
    verdict: 'in-place',
    means: 'once finished, the Job is kept for a different time',
    source: Source.JOB_DELETION,
  },
  {
    path: 'spec.**',
    verdict: 'in-place',
    means: 'this field can change while the Job runs',
    source: Source.JOB,
  },
];
