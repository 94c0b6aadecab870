import { setTimeout as sleep } from 'node:timers/promises';
import { Annotation, Component, Label } from '../../contract/labels';
import { jobName, redisName, workspaceName } from '../../contract/names';
import { CliError, Status } from '../cli-error';
import type { Kube, LiveObject } from '../kube';
import { mustHaveJob, type RunName, reportOf } from './read-run';
import { isOver } from './run-status';

/** What of a run can be started anew, in the order in which it is done. */
export const PARTS = ['agents', 'workspace', 'queue'] as const;
export type Part = (typeof PARTS)[number];

/** A part that is there, and its pods that will end. */
export interface Restart {
  readonly part: Part;
  readonly pods: readonly string[];
}

/** How long is waited. */
export interface RestartWait {
  /** For the pods of each part to end, and again to be ready. */
  readonly timeoutSeconds: number;
  /** Milliseconds between two looks. @default 1000 */
  readonly pauseMs?: number;
}

const COMPONENTS = { agents: Component.AGENT, workspace: Component.WORKSPACE, queue: Component.QUEUE } as const;

/**
 * Which parts of a run would be started anew; nothing is changed.
 * @param only one part. Default: all; a run whose queue is elsewhere has none of its own.
 * @throws CliError where there is no such run, it has ended, or somebody holds it back.
 */
export async function restartPlan(kube: Kube, run: RunName, only?: Part): Promise<readonly Restart[]> {
  const job = await mustHaveJob(kube, run);
  if (isOver(job) || (await reportOf(kube, run)))
    throw new CliError(`run ${run.runId} has ended: there is nothing to restart`, Status.CONFLICT);
  if (isSuspended(job) && !isRestarting(job))
    throw new CliError(
      `run ${run.runId} is held back, and its agents take what is there when they start: prodigy-k8s resume ${run.runId}`,
      Status.CONFLICT,
    );
  const parts = PARTS.filter((part) => only === undefined || part === only);
  const plan = await Promise.all(parts.map(async (part) => ({ part, pods: await alive(kube, run, part) })));
  return plan.filter(({ part, pods }) => part !== 'queue' || pods.length > 0 || isRestarting(job));
}

/**
 * Start parts of a run anew: agents are held back until their servers are ready again, so that no item is taken by one
 * that is about to end. Cut short, it goes on where it is called again.
 * @throws CliError where pods do not end, or do not come up again, in time.
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

/** What lets the agents of a Job start. */
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
    `waited ${timeoutSeconds} s for ${what}: see prodigy-k8s status; restart goes on from there, and resume lets the ` +
      'agents start as it is',
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
