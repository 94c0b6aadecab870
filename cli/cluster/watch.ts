import { setTimeout as sleep } from 'node:timers/promises';
import { Label } from '../../contract/labels';
import { jobName, reportName } from '../../contract/names';
import type { Report } from '../../contract/report';
import { CliError, Status } from '../cli-error';
import type { Kube, LiveObject } from '../kube';
import { jobState, reportIn, waitingReason } from './run-status';

/** How often the cluster is asked, in milliseconds: a person waits, the API server has others to serve. */
const INTERVAL = 1000;

/**
 * Wait for the report of a run, which is written before the Job ends.
 * @param progress gets a line whenever something changed.
 * @throws CliError when the time is up, or the Job ended or went away without a report.
 */
export async function waitForReport(
  kube: Kube,
  run: { namespace: string; runId: string; timeoutSeconds: number },
  progress: (line: string) => void,
): Promise<Report> {
  const until = Date.now() + run.timeoutSeconds * 1000;
  let last = '';
  let endedFor = 0;
  while (Date.now() < until) {
    const report = reportIn(await kube.get(object('v1', 'ConfigMap', reportName(run.runId), run.namespace)));
    if (report) return report;
    const job = await kube.get(object('batch/v1', 'Job', jobName(run.runId), run.namespace));
    endedFor = ended(job) ? endedFor + 1 : 0;
    if (endedFor > PATIENCE) throw withoutReport(run.runId, job);
    const line = await describe(kube, run, job);
    if (line !== last) progress(`${line}\n`);
    last = line;
    await sleep(INTERVAL);
  }
  throw new CliError(
    `run ${run.runId} has not ended within ${run.timeoutSeconds} s: see prodigy-k8s status`,
    Status.TIMEOUT,
  );
}

/** Rounds that the workspace server gets to write the report of a Job that ended by itself. */
const PATIENCE = 60;

const object = (apiVersion: string, kind: string, name: string, namespace: string) => ({
  apiVersion,
  kind,
  name,
  namespace,
});

const ended = (job: LiveObject | undefined): boolean =>
  job === undefined || ['complete', 'failed'].includes(jobState(job).phase);

function withoutReport(runId: string, job: LiveObject | undefined): CliError {
  const why = job ? (jobState(job).reason ?? jobState(job).phase) : 'its Job is gone';
  return new CliError(`run ${runId} ended without a report: ${why}`, Status.RUN_FAILED);
}

async function describe(kube: Kube, run: { namespace: string; runId: string }, job: LiveObject | undefined) {
  if (!job) return 'the Job is gone';
  const { phase, ready, agents, reason } = jobState(job);
  const state = `${phase}: ${ready} of ${agents} agents ready${reason ? `: ${reason}` : ''}`;
  if (phase !== 'pending') return state;
  const pods = await kube.list('v1', 'Pod', run.namespace, `${Label.RUN_ID}=${run.runId}`);
  const waiting = [...new Set(pods.map(waitingReason).filter((why) => why !== undefined))];
  return [state, ...waiting].join('; ');
}
