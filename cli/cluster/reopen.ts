import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { reportName, workflowConfigName, workspaceName } from '../../contract/names';
import { JOB_KEY, REOPENING_KEY, type Reopening } from '../../contract/reopening';
import { REPORT_KEY, type Report } from '../../contract/report';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { CliError, Status } from '../cli-error';
import type { Kube, LiveObject, ObjectName } from '../kube';
import { keepClaims } from './owned-claims';
import { jobOf, type RunName } from './read-run';
import { createdAgain } from './recreated-job';
import { reportIn } from './run-status';
import { isAtRest, startServers, workspaceServer } from './servers';

/** How long to wait for a server to scale down, or a Job to be gone. */
export interface ReopenWait {
  /** Polling interval in milliseconds; 240 polls. @default 500 */
  readonly pauseMs?: number;
}

const LOOKS = 240;

/**
 * Reopen a run that has ended: its report moves aside, its Job is recreated if agents have work to do, and its servers
 * start. The program may be killed after any step: called again, it continues from there. Its claims are protected from
 * deletion with the Job before anything else: without the permission for that, nothing has changed.
 * @param check of the run's report; throws if there is nothing of that kind left to do.
 * @throws CliError if there is no such run, it has not ended or its server does not scale down, or its claims, its Job
 * or the server that should do it are gone.
 */
export async function reopen(
  kube: Kube,
  run: RunName,
  wanted: Pick<Reopening, 'work' | 'items'>,
  check: (report: Report) => void,
  wait: ReopenWait = {},
): Promise<void> {
  const map = await kube.get(named(run, 'ConfigMap', reportName(run.runId)));
  const report = reportIn(map) ?? reopeningIn(map)?.report;
  if (!report)
    throw new CliError(
      `run ${run.runId} has not ended: see prodigy-k8s status ${run.runId} --cluster …`,
      Status.CONFLICT,
    );
  check(report);
  await mustHaveClaim(kube, run);
  const job = ofServer(wanted.work) ? undefined : await manifestOf(kube, run, map);
  if (reportIn(map)) await mustComeToRest(kube, run, wait);
  if (!job) await mustHaveServer(kube, run);
  if (job) await keepClaims(kube, run);
  const reopening: Reopening = { id: randomUUID(), ...wanted, report };
  await kube.patch(named(run, 'ConfigMap', reportName(run.runId)), {
    data: { [REPORT_KEY]: null, [REOPENING_KEY]: JSON.stringify(reopening), [JOB_KEY]: job && JSON.stringify(job) },
  });
  if (job) await replaceJob(kube, run, job, wait);
  await startServers(kube, run);
}

/** Whether the workspace server does it alone, without agents. */
export const ofServer = (work: Reopening['work']): boolean => work === 'publish' || work === 'purge';

const named = ({ namespace }: RunName, kind: string, name: string, apiVersion = 'v1'): ObjectName => ({
  apiVersion,
  kind,
  name,
  namespace,
});

const reopeningIn = (map: LiveObject | undefined): Reopening | undefined =>
  map?.data?.[REOPENING_KEY] === undefined ? undefined : (JSON.parse(map.data[REOPENING_KEY]) as Reopening);

async function mustHaveClaim(kube: Kube, run: RunName): Promise<void> {
  const claim = await kube.get(named(run, 'PersistentVolumeClaim', workspaceName(run.runId)));
  if (claim && claim.metadata?.deletionTimestamp === undefined) return;
  throw new CliError(
    `the claim of run ${run.runId} is gone, and with it everything the run could continue from: submit it again with --again`,
    Status.CONFLICT,
  );
}

/** A request to a missing server would remove the report, and wait forever for a new one. */
async function mustHaveServer(kube: Kube, run: RunName): Promise<void> {
  if (await workspaceServer(kube, run)) return;
  throw new CliError(
    `the workspace server of run ${run.runId} is gone with its Job, and nothing else can do this: ` +
      'submit the run again with --again; its claim stays until it is deleted',
    Status.CONFLICT,
  );
}

/** A server's last work on a run, such as handing claims to the Job, must not overlap with what comes next. */
async function mustComeToRest(kube: Kube, run: RunName, wait: ReopenWait): Promise<void> {
  if (await looked(async () => isAtRest(await workspaceServer(kube, run)), wait)) return;
  throw new CliError(
    `run ${run.runId} has its report, but its workspace server does not stop: ` +
      `see prodigy-k8s status ${run.runId} --cluster …, then try again`,
    Status.TIMEOUT,
  );
}

/** Whether the condition became true in time. */
async function looked(there: () => Promise<boolean>, { pauseMs = 500 }: ReopenWait): Promise<boolean> {
  for (let look = 0; look < LOOKS; look += 1) {
    if (await there()) return true;
    await sleep(pauseMs);
  }
  return false;
}

/** The Job as submitted; stored with the report while it is being replaced. */
async function manifestOf(kube: Kube, run: RunName, map: LiveObject | undefined): Promise<KubernetesObject> {
  const live = await jobOf(kube, run);
  if (live) return createdAgain(live);
  const kept = map?.data?.[JOB_KEY];
  if (kept !== undefined) return JSON.parse(kept) as KubernetesObject;
  throw new CliError(`the Job of run ${run.runId} is gone: submit the run again with --again`, Status.CONFLICT);
}

/** First removes the Job's ownership of everything that must outlive it. */
async function replaceJob(kube: Kube, run: RunName, job: KubernetesObject, wait: ReopenWait): Promise<void> {
  const config = named(run, 'ConfigMap', workflowConfigName(run.runId));
  const owned = await isOwnedByJob(kube, run);
  if (owned) await kube.patch(config, { metadata: { ownerReferences: null } });
  await removeJob(kube, run, wait);
  const live = await kube.apply(job);
  const owner = { apiVersion: 'batch/v1', kind: 'Job', name: job.metadata.name, uid: live.metadata?.uid };
  if (owned) await kube.patch(config, { metadata: { ownerReferences: [owner] } });
}

/** Whether the Job owns the run's objects, through its configuration: it does when the command line submitted them. */
async function isOwnedByJob(kube: Kube, run: RunName): Promise<boolean> {
  const server = await workspaceServer(kube, run);
  return (server?.metadata?.ownerReferences ?? []).some(({ kind }) => kind === 'ConfigMap');
}

async function removeJob(kube: Kube, run: RunName, wait: ReopenWait): Promise<void> {
  const old = await jobOf(kube, run);
  if (!old) return;
  await kube.remove(named(run, 'Job', old.metadata?.name ?? '', 'batch/v1'));
  if (await looked(async () => (await jobOf(kube, run))?.metadata?.uid !== old.metadata?.uid, wait)) return;
  throw new CliError(`the Job of run ${run.runId} is not deleted: see its finalizers, then try again`, Status.TIMEOUT);
}
