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
    /** Number of pods that have not ended, including pending ones. */
    readonly active?: number;
    /** Indexes that have completed, such as `1,3-5`. */
    readonly completedIndexes?: string;
  };
}

interface JobCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** Why a run that has not recorded its own end is over, given its Job; null while the Job goes on. */
export function endOfJob(job: Job): string | null {
  const ended = job.status?.conditions?.find(
    ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
  );
  if (ended?.type === 'Failed') return `the Job failed: ${[ended.reason, ended.message].filter(Boolean).join(': ')}`;
  if (ended) return 'the Job completed although the run has no result';
  return job.metadata.deletionTimestamp === undefined ? null : 'the Job was deleted';
}

/** The reason given for cancelling the run; null if it was not cancelled. */
export const cancellation = (job: Job): string | null => job.metadata.annotations?.[Annotation.CANCEL] ?? null;

/** The reason given for draining the run; null if it is not draining. */
export const drainage = (job: Job): string | null => job.metadata.annotations?.[Annotation.DRAIN] ?? null;

/** The maximum number of agents as changed on the Job; undefined if it was not changed, or not to a valid number. */
export function mostAgents(job: Job): number | undefined {
  const most = Number(job.metadata.annotations?.[Annotation.MAX_AGENTS]);
  return Number.isSafeInteger(most) && most >= 1 ? Math.min(most, Limit.AGENTS) : undefined;
}
