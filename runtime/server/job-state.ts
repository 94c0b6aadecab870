import { Annotation } from '../../contract/labels';
import { Limit } from '../../contract/limits';

/** The parts of a Job that the workspace server reads. */
export interface Job {
  readonly metadata: {
    readonly uid: string;
    readonly deletionTimestamp?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: { readonly completions?: number };
  readonly status?: {
    readonly conditions?: readonly JobCondition[];
    /** Pods that have not ended, pending ones too. */
    readonly active?: number;
    /** Indexes that are done for good, such as `1,3-5`. */
    readonly completedIndexes?: string;
  };
}

interface JobCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** Why a run without an end of its own is over, given its Job; null while the Job goes on. */
export function endOfJob(job: Job): string | null {
  const ended = job.status?.conditions?.find(
    ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
  );
  if (ended?.type === 'Failed') return `the Job failed: ${[ended.reason, ended.message].filter(Boolean).join(': ')}`;
  if (ended) return 'the Job completed although the run has no result';
  return job.metadata.deletionTimestamp === undefined ? null : 'the Job was deleted';
}

/** Reason that somebody gave for cancelling the run; null where nobody did. */
export const cancellation = (job: Job): string | null => job.metadata.annotations?.[Annotation.CANCEL] ?? null;

/** Reason that somebody gave for letting the run drain; null where nobody did. */
export const drainage = (job: Job): string | null => job.metadata.annotations?.[Annotation.DRAIN] ?? null;

/** How many agents somebody allowed the run since; undefined where the Job does not say, or not in a number. */
export function mostAgents(job: Job): number | undefined {
  const most = Number(job.metadata.annotations?.[Annotation.MAX_AGENTS]);
  return Number.isSafeInteger(most) && most >= 1 ? Math.min(most, Limit.AGENTS) : undefined;
}
