import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Readable } from '../../contract/claim-reading';
import { workspaceName } from '../../contract/names';
import { CliError, Status } from '../cli-error';
import type { Kube, LiveObject, ObjectName } from '../kube';
import { readingIn } from './claim-reading';
import type { RunName } from './read-run';
import { readerJob } from './reader-job';
import { waitingReason } from './waiting';

/** Milliseconds between two looks at the reader, and how often it is looked: five minutes. */
const PAUSE = 500;
const LOOKS = 600;

/** Characters of a reader's log that an error shows. */
const SHOWN = 500;

/**
 * What the claim of a run holds, also while the run goes on: read by a Job of its own, which is gone afterwards.
 * @throws CliError where there is no claim or nothing that says how to mount it, or the reader cannot do its work.
 */
export async function readClaim(kube: Kube, run: RunName, what: Readable): Promise<string> {
  const server = await kube.get(objectOf(run, 'StatefulSet', 'apps/v1'));
  const claim = await kube.get(objectOf(run, 'PersistentVolumeClaim', 'v1'));
  if (!server || !claim || claim.metadata?.deletionTimestamp !== undefined)
    throw new CliError(
      `the claim of run ${run.runId} is not there any more: see prodigy-k8s status ${run.runId}`,
      Status.CONFLICT,
    );
  const name = `prodigy-read-${randomBytes(4).toString('hex')}`;
  const job = { apiVersion: 'batch/v1', kind: 'Job', name, namespace: run.namespace };
  await kube.create(readerJob(run, server, what, name));
  try {
    return await readingOf(kube, run, name);
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

async function readingOf(kube: Kube, { namespace, runId }: RunName, job: string): Promise<string> {
  let pod: LiveObject | undefined;
  for (let look = 0; look < LOOKS; look += 1) {
    [pod] = await kube.list('v1', 'Pod', namespace, `job-name=${job}`);
    const phase = pod?.status?.phase;
    if (phase === 'Succeeded' || phase === 'Failed') break;
    await sleep(PAUSE);
  }
  const reason = pod && waitingReason(pod, { events: [], now: Date.now() });
  if (!pod || pod.status?.phase === 'Pending')
    throw new CliError(
      `the claim of run ${runId} could not be mounted in time: ${reason ?? 'no pod was made'}`,
      Status.TIMEOUT,
    );
  const log = await kube.log(namespace, pod.metadata?.name ?? '');
  const text = pod.status?.phase === 'Succeeded' ? readingIn(log) : undefined;
  if (text !== undefined) return text;
  throw new CliError(
    `the claim of run ${runId} could not be read: ${log.slice(-SHOWN) || 'nothing was said'}`,
    Status.RUN_FAILED,
  );
}
