import { jobName, redisName, workspaceName } from '../../contract/names';
import type { LiveObject } from '../kube';
import { missingKey } from './missing-key';

/** An object of a run that others wait for, and why it is not there or does not work yet, in the cluster's words. */
export interface Waiting {
  readonly object: string;
  readonly reason: string;
}

/** What of a cluster says why a run does not go on. */
export interface Sight {
  readonly job: LiveObject | undefined;
  /** Pods of the run. */
  readonly pods: readonly LiveObject[];
  /** Events of its namespace. */
  readonly events: readonly LiveObject[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Everything that a run waits for: pods that nobody may make, that cannot start, or whose node is gone. */
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

/** Why a pod does not run: its node, its place, a missing key, an image; undefined where it runs. */
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

/** Milliseconds after its time at which a pod that is to go counts as left behind. */
const LEFT_BEHIND_MS = 10_000;

/**
 * Whether the kubelet of a pod's node has fallen silent. Then the node controller takes back `Ready`, while the
 * containers are said to be as they were last seen; later the pod is to be deleted, and nobody says that it is gone.
 */
function isOnLostNode(pod: PodShape, now: number): boolean {
  const { deletionTimestamp } = pod.metadata ?? {};
  if (condition(pod, 'Ready')?.status === 'False' && condition(pod, 'ContainersReady')?.status === 'True') return true;
  const forNode = condition(pod, 'DisruptionTarget')?.reason === 'DeletionByTaintManager';
  return forNode && deletionTimestamp !== undefined && now > Number(new Date(deletionTimestamp)) + LEFT_BEHIND_MS;
}

/** What brings back what must come back: no controller replaces a pod that may still run somewhere. */
const lostNode = (node: string): string =>
  `node ${node} does not answer: if it is switched off, kubectl taint node ${node} node.kubernetes.io/out-of-service=nodeshutdown:NoExecute; if it is gone for good, kubectl delete node ${node}`;

interface EventShape {
  readonly involvedObject?: { readonly name?: string; readonly uid?: string };
  readonly reason?: string;
  readonly message?: string;
  readonly lastTimestamp?: string | Date | null;
}

/** Message of the youngest event of a kind about an object. */
function lastWarning(events: readonly LiveObject[], { metadata }: LiveObject, reason: string): string | undefined {
  const about = (events as readonly EventShape[]).filter(
    (event) => event.involvedObject?.name === metadata?.name && event.reason === reason,
  );
  return about.sort((a, b) => timeOf(a) - timeOf(b)).at(-1)?.message;
}

const timeOf = ({ lastTimestamp }: EventShape): number => (lastTimestamp ? Number(new Date(lastTimestamp)) : 0);

/** Pods that were refused when they were to be made, for a quota or by admission: what is missing has no status. */
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
