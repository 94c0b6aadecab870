import { setTimeout as sleep } from 'node:timers/promises';
import { Annotation, Component, Label } from '../../contract/labels';
import { jobName, redisName, workspaceName } from '../../contract/names';
import { CliError, Status } from '../cli-error';
import type { Kube, LiveObject } from '../kube';
import { mustHaveJob, type RunName, reportOf } from './read-run';
import { isOver } from './run-status';

/** Parts of a run that can be restarted, in the order in which that is done. */
export const PARTS = ['agents', 'workspace', 'queue'] as const;
export type Part = (typeof PARTS)[number];

/** An existing part, and its pods that will be stopped. */
export interface Restart {
  readonly part: Part;
  readonly pods: readonly string[];
}

/** How long to wait. */
export interface RestartWait {
  /** For the pods of each part to stop, and again to become ready. */
  readonly timeoutSeconds: number;
  /** Polling interval in milliseconds. @default 1000 */
  readonly pauseMs?: number;
}

const COMPONENTS = { agents: Component.AGENT, workspace: Component.WORKSPACE, queue: Component.QUEUE } as const;

/**
 * Which parts of a run would be restarted; nothing is changed.
 * @param only one part. Default: all; a run with an external queue has none of its own.
 * @throws CliError if there is no such run, it has ended, or it is suspended.
 */
export async function restartPlan(kube: Kube, run: RunName, only?: Part): Promise<readonly Restart[]> {
  const job = await mustHaveJob(kube, run);
  if (isOver(job) || (await reportOf(kube, run)))
    throw new CliError(`run ${run.runId} has ended: there is nothing to restart`, Status.CONFLICT);
  if (isSuspended(job) && !isRestarting(job))
    throw new CliError(
      `run ${run.runId} is suspended, and its agents will start with what is there then: prodigy-k8s resume ${run.runId} --cluster …`,
      Status.CONFLICT,
    );
  const parts = PARTS.filter((part) => only === undefined || part === only);
  const plan = await Promise.all(parts.map(async (part) => ({ part, pods: await alive(kube, run, part) })));
  return plan.filter(({ part, pods }) => part !== 'queue' || pods.length > 0 || isRestarting(job));
}

/**
 * Restart parts of a run: agents are suspended until their servers are ready again, so that none takes an item just
 * before it is stopped. If interrupted, it can be called again to continue.
 * @throws CliError if pods do not stop, or do not become ready again, in time.
 */
export async function restart(
  kube: Kube,
  run: RunName,
  plan: readonly Restart[],
  wait: RestartWait,
  tell: (line: string) => void,
): Promise<void> {
  const agents = plan.some(({ part }) => part === 'agents');
  if (agents) {
    await kube.patch(jobOf(run), {
      metadata: { annotations: { [Annotation.RESTART]: 'yes' } },
      spec: { suspend: true },
    });
    await until(wait, `the agents of ${run.runId} to end`, async () => (await alive(kube, run, 'agents')).length === 0);
    tell('agents have ended');
  }
  for (const { part } of plan) if (part !== 'agents') await restartServer(kube, run, part, wait, tell);
  if (!agents) return;
  await kube.patch(jobOf(run), RELEASED);
  tell('agents start');
}

/** Patch that resumes the agents of a Job. */
export const RELEASED = { metadata: { annotations: { [Annotation.RESTART]: null } }, spec: { suspend: false } };

async function restartServer(
  kube: Kube,
  run: RunName,
  part: Exclude<Part, 'agents'>,
  wait: RestartWait,
  tell: (line: string) => void,
): Promise<void> {
  const { namespace, runId } = run;
  const name = part === 'workspace' ? workspaceName(runId) : redisName(runId);
  const set = { apiVersion: 'apps/v1', kind: 'StatefulSet', name, namespace };
  if (!(await kube.get(set))) return;
  await kube.patch(set, { spec: { replicas: 0 } });
  await until(wait, `${name} to end`, async () => (await podsOf(kube, run, part)).length === 0);
  await kube.patch(set, { spec: { replicas: 1 } });
  await until(wait, `${name} to be ready`, async () => (await podsOf(kube, run, part)).some(isReady));
  tell(`${part} is ready again`);
}

async function until(wait: RestartWait, what: string, done: () => Promise<boolean>): Promise<void> {
  const { timeoutSeconds, pauseMs = 1000 } = wait;
  for (const end = Date.now() + timeoutSeconds * 1000; Date.now() < end; await sleep(pauseMs)) if (await done()) return;
  throw new CliError(
    `waited ${timeoutSeconds} s for ${what}: see prodigy-k8s status --cluster …; restart continues from there, and resume starts ` +
      'the agents at once',
    Status.TIMEOUT,
  );
}

const podsOf = (kube: Kube, { namespace, runId }: RunName, part: Part): Promise<readonly LiveObject[]> =>
  kube.list('v1', 'Pod', namespace, `${Label.RUN_ID}=${runId},${Label.COMPONENT}=${COMPONENTS[part]}`);

/** Names of the pods that have not ended. */
async function alive(kube: Kube, run: RunName, part: Part): Promise<readonly string[]> {
  const pods = await podsOf(kube, run, part);
  return pods
    .filter(({ status }) => status?.phase !== 'Succeeded' && status?.phase !== 'Failed')
    .map(({ metadata }) => metadata?.name ?? '')
    .sort();
}

const jobOf = ({ namespace, runId }: RunName) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  name: jobName(runId),
  namespace,
});

const isSuspended = ({ spec }: LiveObject): boolean => spec?.suspend === true;
const isRestarting = ({ metadata }: LiveObject): boolean => metadata?.annotations?.[Annotation.RESTART] !== undefined;

const isReady = ({ metadata, status }: LiveObject): boolean =>
  metadata?.deletionTimestamp === undefined &&
  ((status?.conditions ?? []) as readonly { type: string; status: string }[]).some(
    (one) => one.type === 'Ready' && one.status === 'True',
  );
