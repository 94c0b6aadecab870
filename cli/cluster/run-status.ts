import type { Report } from '../../contract/report';
import { REPORT_KEY } from '../../contract/report';
import type { LiveObject } from '../kube';

/** State of a run according to its Job. */
export interface JobState {
  readonly phase: 'suspended' | 'pending' | 'running' | 'complete' | 'failed';
  readonly active: number;
  readonly ready: number;
  readonly agents: number;
  /** Reason of the condition that ended the Job. */
  readonly reason?: string;
}

interface JobShape {
  readonly spec?: { readonly parallelism?: number; readonly suspend?: boolean };
  readonly status?: {
    readonly active?: number;
    readonly ready?: number;
    readonly conditions?: readonly { type: string; status: string; reason?: string; message?: string }[];
  };
}

/** State of a live Job. */
export function jobState(job: LiveObject): JobState {
  const { spec, status } = job as unknown as JobShape;
  const ended = status?.conditions?.find(({ type, status }) => status === 'True' && /^(Complete|Failed)$/.test(type));
  const counts = { active: status?.active ?? 0, ready: status?.ready ?? 0, agents: spec?.parallelism ?? 1 };
  if (ended) return { phase: ended.type === 'Complete' ? 'complete' : 'failed', reason: ended.message, ...counts };
  if (spec?.suspend) return { phase: 'suspended', ...counts };
  return { phase: counts.ready > 0 ? 'running' : 'pending', ...counts };
}

/** Whether a Job has finished, successfully or not. */
export const isOver = (job: LiveObject): boolean => ['complete', 'failed'].includes(jobState(job).phase);

/** The report in its ConfigMap; undefined if there is none of ours. */
export function reportIn(configMap: LiveObject | undefined): Report | undefined {
  const text = configMap?.data?.[REPORT_KEY];
  return text === undefined ? undefined : (JSON.parse(text) as Report);
}
