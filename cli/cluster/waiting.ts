import { jobName, redisName, workspaceName } from '../../contract/names';
import type { LiveObject } from '../kube';
import { missingKey } from './missing-key';

/** An object that a run waits for, and why it is missing or not working yet, in the cluster's words. */
export interface Waiting {
  readonly object: string;
  readonly reason: string;
}

/** The state of a cluster that explains why a run is not progressing. */
export interface Sight {
  readonly job: LiveObject | undefined;
  /** Pods of the run. */
  readonly pods: readonly LiveObject[];
  /** Events of its namespace. */
  readonly events: readonly LiveObject[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Everything that a run waits for: pods that cannot be created, cannot start, or whose node is gone. */
export function waitingFor(runId: string, sight: Sight): readonly Waiting[] {
  const pods = sight.pods.flatMap((pod): Waiting[] => {
    const reason = waitingReason(pod, sight);
    return reason === undefined ? [] : [{ object: pod.metadata?.name ?? '', reason }];
  });
  return [...unmade(runId, sight), ...pods];
}

interface PodShape {
  readonly metadata?: { readonly name?: string; readonly deletionTimestamp?: string | Date };
  readonly spec?: { readonly nodeName?: string };
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly Condition[];
    readonly containerStatuses?: readonly ContainerShape[];
    readonly initContainerStatuses?: readonly ContainerShape[];
  };
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

interface ContainerShape {
  readonly name: string;
  readonly state?: { readonly waiting?: { readonly reason?: string; readonly message?: string } };
}

/** Why a pod is not running: its node, its scheduling, a missing key, an image; undefined if it is running. */
export function waitingReason(pod: LiveObject, { events, now }: Pick<Sight, 'events' | 'now'>): string | undefined {
  const shape = pod as PodShape;
  if (isOnLostNode(shape, now)) return lostNode(shape.spec?.nodeName ?? '');
  const unscheduled = condition(shape, 'PodScheduled');
  if (unscheduled?.status === 'False') return unscheduled.message ?? unscheduled.reason;
  const { initContainerStatuses = [], containerStatuses = [] } = shape.status ?? {};
  const waiting = [...initContainerStatuses, ...containerStatuses].find(({ state }) => state?.waiting?.reason);
  const { reason, message } = waiting?.state?.waiting ?? {};
  if (reason === undefined) return undefined;
  if (reason === 'PodInitializing' || reason === 'ContainerCreating') {
    const unmounted = lastWarning(events, pod, 'FailedMount');
    return unmounted && missingKey(unmounted, shape.spec);
  }
  return `${waiting?.name}: ${reason}${message ? `: ${message}` : ''}`;
}

const condition = ({ status }: PodShape, type: string): Condition | undefined =>
  status?.conditions?.find((one) => one.type === type);

/** Milliseconds past its deletion deadline after which a terminating pod counts as stuck. */
const LEFT_BEHIND_MS = 10_000;

/**
 * Whether the kubelet of a pod's node has gone silent. The node controller then sets `Ready` to false, while the
 * container conditions stay as last reported; later the pod is marked for deletion, and nobody confirms it.
 */
function isOnLostNode(pod: PodShape, now: number): boolean {
  const { deletionTimestamp } = pod.metadata ?? {};
  if (condition(pod, 'Ready')?.status === 'False' && condition(pod, 'ContainersReady')?.status === 'True') return true;
  const forNode = condition(pod, 'DisruptionTarget')?.reason === 'DeletionByTaintManager';
  return forNode && deletionTimestamp !== undefined && now > Number(new Date(deletionTimestamp)) + LEFT_BEHIND_MS;
}

/** How to recover: no controller replaces a pod that may still be running somewhere. */
const lostNode = (node: string): string =>
  `node ${node} does not answer: if it is switched off, kubectl taint node ${node} node.kubernetes.io/out-of-service=nodeshutdown:NoExecute; if it is gone for good, kubectl delete node ${node}`;

interface EventShape {
  readonly involvedObject?: { readonly name?: string; readonly uid?: string };
  readonly reason?: string;
  readonly message?: string;
  readonly lastTimestamp?: string | Date | null;
}

/** Message of the latest event with a reason about an object. */
function lastWarning(events: readonly LiveObject[], { metadata }: LiveObject, reason: string): string | undefined {
  const about = (events as readonly EventShape[]).filter(
    (event) => event.involvedObject?.name === metadata?.name && event.reason === reason,
  );
  return about.sort((a, b) => timeOf(a) - timeOf(b)).at(-1)?.message;
}

const timeOf = ({ lastTimestamp }: EventShape): number => (lastTimestamp ? Number(new Date(lastTimestamp)) : 0);

/** Pods that could not be created, because of a quota or admission: a missing pod has no status. */
function unmade(runId: string, { job, pods, events }: Sight): Waiting[] {
  const { parallelism = 1 } = (job?.spec ?? {}) as { parallelism?: number };
  const { active = 0, succeeded = 0 } = (job?.status ?? {}) as { active?: number; succeeded?: number };
  const isThere = (name: string): boolean => pods.some(({ metadata }) => metadata?.name === `${name}-0`);
  const lacking = [
    ...(job && active + succeeded < parallelism ? [jobName(runId)] : []),
    ...[workspaceName(runId), redisName(runId)].filter((name) => !isThere(name)),
  ];
  return lacking.flatMap((object) => {
    const reason = lastWarning(events, { metadata: { name: object } }, 'FailedCreate');
    return reason === undefined ? [] : [{ object, reason }];
  });
}
