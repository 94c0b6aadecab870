import { Label } from '../../contract/labels';
import { jobName, reportName } from '../../contract/names';
import type { Report } from '../../contract/report';
import { CliError, Status } from '../cli-error';
import type { Kube, LiveObject } from '../kube';
import { reportIn } from './run-status';
import { type Waiting, waitingFor } from './waiting';

/** A run on a cluster. */
export interface RunName {
  readonly namespace: string;
  readonly runId: string;
}

/** The run's report; undefined until the run is over. */
export const reportOf = async (kube: Kube, { namespace, runId }: RunName): Promise<Report | undefined> =>
  reportIn(await kube.get({ apiVersion: 'v1', kind: 'ConfigMap', name: reportName(runId), namespace }));

/** The run's Job; undefined if it does not exist, or no longer. */
export const jobOf = (kube: Pick<Kube, 'get'>, { namespace, runId }: RunName): Promise<LiveObject | undefined> =>
  kube.get({ apiVersion: 'batch/v1', kind: 'Job', name: jobName(runId), namespace });

/** The run's Job. @throws CliError if it does not exist. */
export async function mustHaveJob(kube: Kube, run: RunName): Promise<LiveObject> {
  const job = await jobOf(kube, run);
  if (job) return job;
  throw noRun(run);
}

/** The error for a run that is not on the cluster. */
export const noRun = ({ namespace, runId }: RunName): CliError =>
  new CliError(`there is no run ${runId} in ${namespace}: see prodigy-k8s status --cluster …`, Status.CONFLICT);

/** What the run is waiting for, and why. */
export async function waitingOf(
  kube: Kube,
  { namespace, runId }: RunName,
  job: LiveObject | undefined,
): Promise<readonly Waiting[]> {
  const pods = await kube.list('v1', 'Pod', namespace, `${Label.RUN_ID}=${runId}`);
  const events = await kube.list('v1', 'Event', namespace, '');
  return waitingFor(runId, { job, pods, events, now: Date.now() });
}
