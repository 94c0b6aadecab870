import type { Report } from '../../contract/report';
import { REPORT_KEY } from '../../contract/report';
import type { LiveObject } from '../kube';

/** What a Job says of its run. */
export interface JobState {
  readonly phase: 'suspended' | 'pending' | 'running' | 'complete' | 'failed';
  readonly active: number;
  readonly ready: number;
  readonly agents: number;
  /** Of the condition that ended the Job. */
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

/** Read a live Job. */
export function jobState(job: LiveObject): JobState {
  const { spec, status } = job as unknown as JobShape;
  const ended = status?.conditions?.find(({ type, status }) => status === 'True' && /^(Complete|Failed)$/.test(type));
  const counts = { active: status?.active ?? 0, ready: status?.ready ?? 0, agents: spec?.parallelism ?? 1 };
  if (ended) return { phase: ended.type === 'Complete' ? 'complete' : 'failed', reason: ended.message, ...counts };
  if (spec?.suspend) return { phase: 'suspended', ...counts };
  return { phase: counts.ready > 0 ? 'running' : 'pending', ...counts };
}

/** Whether a Job has come to its end, good or bad. */
export const isOver = (job: LiveObject): boolean => ['complete', 'failed'].includes(jobState(job).phase);

/** The report in its ConfigMap; undefined where there is none, or none of ours. */
export function reportIn(configMap: LiveObject | undefined): Report | undefined {
  const text = configMap?.data?.[REPORT_KEY];
  return text === undefined ? undefined : (JSON.parse(text) as Report);
}

interface PodShape {
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { type: string; status: string; reason?: string; message?: string }[];
    readonly containerStatuses?: readonly ContainerShape[];
    readonly initContainerStatuses?: readonly ContainerShape[];
  };
}

interface ContainerShape {
  readonly name: string;
  readonly restartCount?: number;
  readonly state?: { readonly waiting?: { readonly reason?: string; readonly message?: string } };
}

/** Why a pod does not run yet, in the cluster's words: unschedulable, image, missing key; undefined where it runs. */
export function waitingReason(pod: LiveObject): string | undefined {
  const { status } = pod as unknown as PodShape;
  const unscheduled = status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (unscheduled) return unscheduled.message ?? unscheduled.reason;
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const waiting = containers.find(({ state }) => state?.waiting?.message ?? state?.waiting?.reason);
  const { reason, message } = waiting?.state?.waiting ?? {};
  if (reason === undefined || reason === 'PodInitializing') return undefined;
  return `${waiting?.name}: ${reason}${message ? `: ${message}` : ''}`;
}
