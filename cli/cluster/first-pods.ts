import { workspaceName } from '../../contract/names';
import type { Kube, LiveObject } from '../kube';
import { jobOf, type RunName } from './read-run';
import type { RunContainer } from './run-containers';

/** Milliseconds after a run's claim in which its first pods are created; a later pod may be a replacement. */
const FIRST_PODS_MS = 10_000;

/**
 * Whether every pod that the run ever had still exists. Judged by the age of the claim: the Job is restarted by
 * `restart`, and recreated by `resume` and `retry`.
 */
export async function areFirst(
  kube: Pick<Kube, 'get'>,
  run: RunName,
  containers: readonly RunContainer[],
): Promise<boolean> {
  const [job, begun] = await Promise.all([jobOf(kube, run), claimMade(kube, run)]);
  const latest = begun + FIRST_PODS_MS;
  const { startTime } = (job?.status ?? {}) as { startTime?: unknown };
  const { parallelism = 1 } = (job?.spec ?? {}) as { parallelism?: number };
  const agents = containers.filter(({ agent }) => agent !== undefined);
  if (startTime === undefined) return agents.length === 0 && heldSince(job) <= latest;
  return new Set(agents.map(({ agent }) => agent)).size >= parallelism && agents.every(({ made }) => made <= latest);
}

/** Creation time of the run's claim, in milliseconds since 1970. If unknown, NaN, so no pod counts as first. */
async function claimMade(kube: Pick<Kube, 'get'>, { namespace, runId }: RunName): Promise<number> {
  const name = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: workspaceName(runId), namespace };
  // If access is denied, reading the claim will say so.
  const claim = await kube.get(name).catch(() => undefined);
  return timeOf(claim?.metadata?.creationTimestamp);
}

/** Since when a Job that is not running has been suspended: it may have run before. */
function heldSince(job: LiveObject | undefined): number {
  const conditions = (job?.status?.conditions ?? []) as readonly { type: string; lastTransitionTime?: unknown }[];
  const held = conditions.find(({ type }) => type === 'Suspended');
  return timeOf(held?.lastTransitionTime ?? job?.metadata?.creationTimestamp);
}

/** The client returns some times as strings, others as dates. */
const timeOf = (time: unknown): number => Date.parse(String(time ?? ''));
