import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Readable } from '../../contract/claim-reading';
import { workspaceName } from '../../contract/names';
import { CliError, Status } from '../cli-error';
import type { Kube, LiveObject, ObjectName } from '../kube';
import { readingIn } from './claim-reading';
import { jobOf, noRun, type RunName, reportOf } from './read-run';
import { type Reading, readerJob } from './reader-job';
import { waitingReason } from './waiting';

/** Polling interval in milliseconds for the reader, and the number of polls: five minutes. */
const PAUSE = 500;
const LOOKS = 600;

/** Characters of a reader's log shown in an error. */
const SHOWN = 500;

/**
 * Contents of a run's claim, even while the run is in progress: read by a separate Job, which is then deleted.
 * @throws CliError if there is no claim or no StatefulSet that shows how to mount it, or the reader fails.
 */
export function readClaim(kube: Kube, run: RunName, what: Readable): Promise<string> {
  return withReader(kube, run, [what], (job) => readingOf(kube, run, job));
}

/**
 * Run a task while a reader of a run's claim exists.
 * @param task gets the name of the reader's Job.
 * @throws CliError if there is no such run, no claim, or no StatefulSet that shows how to mount it.
 */
export async function withReader<T>(
  kube: Kube,
  run: RunName,
  what: Reading,
  task: (job: string) => Promise<T>,
): Promise<T> {
  const server = await kube.get(objectOf(run, 'StatefulSet', 'apps/v1'));
  const claim = await kube.get(objectOf(run, 'PersistentVolumeClaim', 'v1'));
  if (!claim && !server && !(await jobOf(kube, run)) && !(await reportOf(kube, run))) throw noRun(run);
  if (!claim || claim.metadata?.deletionTimestamp !== undefined)
    throw new CliError(
      `the claim of run ${run.runId} no longer exists: see prodigy-k8s status ${run.runId} --cluster …`,
      Status.CONFLICT,
    );
  if (!server)
    throw new CliError(
      `the claim of run ${run.runId} cannot be read any more, since how to mount it was only known with its Job: ` +
        `mount ${workspaceName(run.runId)} in a pod of your own`,
      Status.CONFLICT,
    );
  const name = `prodigy-read-${randomBytes(4).toString('hex')}`;
  const job = { apiVersion: 'batch/v1', kind: 'Job', name, namespace: run.namespace };
  await kube.create(readerJob(run, server, what, name));
  try {
    return await task(name);
  } finally {
    await kube.remove(job).catch(() => undefined);
  }
}

const objectOf = ({ namespace, runId }: RunName, kind: string, apiVersion: string): ObjectName => ({
  apiVersion,
  kind,
  name: workspaceName(runId),
  namespace,
});

/**
 * A reader's pod once it is in one of these phases, or when the time is up.
 * @throws CliError if it has not even started by then.
 */
export async function readerPod(
  kube: Kube,
  { namespace, runId }: RunName,
  job: string,
  phases: readonly unknown[],
  signal?: AbortSignal,
): Promise<LiveObject> {
  let pod: LiveObject | undefined;
  for (let look = 0; look < LOOKS && !signal?.aborted; look += 1) {
    [pod] = await kube.list('v1', 'Pod', namespace, `job-name=${job}`);
    if (phases.includes(pod?.status?.phase)) break;
    await sleep(PAUSE);
  }
  const reason = pod && waitingReason(pod, { events: [], now: Date.now() });
  if (!pod || pod.status?.phase === 'Pending')
    throw new CliError(
      `the claim of run ${runId} could not be mounted in time: ${reason ?? 'no pod was made'}`,
      Status.TIMEOUT,
    );
  return pod;
}

async function readingOf(kube: Kube, run: RunName, job: string): Promise<string> {
  const log = await endedReader(kube, run, job);
  const text = readingIn(log);
  if (text !== undefined) return text;
  throw unreadable(run, log);
}

/** The complete output of a reader. @throws CliError if it failed. */
export async function endedReader(kube: Kube, run: RunName, job: string): Promise<string> {
  const pod = await readerPod(kube, run, job, ['Succeeded', 'Failed']);
  const log = await kube.log(run.namespace, pod.metadata?.name ?? '');
  if (pod.status?.phase === 'Succeeded') return log;
  throw unreadable(run, log);
}

const unreadable = ({ runId }: RunName, log: string): CliError =>
  new CliError(
    `the claim of run ${runId} could not be read: ${log.slice(-SHOWN) || 'it printed nothing'}`,
    Status.RUN_FAILED,
  );
