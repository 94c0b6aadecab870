import { workspaceName } from '../../contract/names';
import type { Kube, LiveObject } from '../kube';
import { jobOf, type RunName } from './read-run';
import type { RunContainer } from './run-containers';

/** Milliseconds after a run's claim in which its first pods are made; one that came later may have taken another's place. */
const FIRST_PODS_MS = 10_000;

/**
 * Whether every pod that there ever was is still there. Told by the age of the claim: the Job is started again by
 * `restart`, and made anew by `resume` and `retry`.
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

/** When the run's claim was made, in milliseconds since 1970. Where nobody tells, NaN, which no pod came before. */
async function claimMade(kube: Pick<Kube, 'get'>, { namespace, runId }: RunName): Promise<number> {
  const name = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: workspaceName(runId), namespace };
  // Whoever may not see it is told so by the reading.
  const claim = await kube.get(name).catch(() => undefined);
  return timeOf(claim?.metadata?.creationTimestamp);
}

/** Since when a Job that does not run has been held back: it may have run before. */
function heldSince(job: LiveObject | undefined): number {
  const conditions = (job?.status?.conditions ?? []) as readonly { type: string; lastTransitionTime?: unknown }[];
  const held = conditions.find(({ type }) => type === 'Suspended');
  return timeOf(held?.lastTransitionTime ?? job?.metadata?.creationTimestamp);
}

/** The client gives some times as text, others as a date. */
const timeOf = (time: unknown): number => Date.parse(String(time ?? ''));
