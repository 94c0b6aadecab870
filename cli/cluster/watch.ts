import { setTimeout as sleep } from 'node:timers/promises';
import { Annotation } from '../../contract/labels';
import { parseProgress } from '../../contract/progress';
import type { Report } from '../../contract/report';
import { CliError, Status } from '../cli-error';
import type { Kube, LiveObject } from '../kube';
import { progressText } from '../progress/progress-text';
import { outlasting } from './outlasting';
import { jobOf, type RunName, reportOf, waitingOf } from './read-run';
import { isOver, jobState } from './run-status';

/** Polling interval in milliseconds: a person is waiting, but the API server has others to serve. */
const INTERVAL = 1000;

/** Milliseconds; Node fires longer timers at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Wait for a run's report, which is written before the Job ends; even while the cluster is unreachable.
 * @param run `serverAlone`: its Job ended long ago, and only the workspace server is working.
 * @param progress gets a line whenever something changes.
 * @throws CliError on timeout, or if the Job ended or disappeared without a report.
 */
export async function waitForReport(
  cluster: Kube,
  run: RunName & { readonly timeoutSeconds: number; readonly serverAlone?: boolean },
  progress: (line: string) => void,
): Promise<Report> {
  const until = Date.now() + run.timeoutSeconds * 1000;
  const signal = AbortSignal.timeout(Math.min(run.timeoutSeconds * 1000, LONGEST_TIMER));
  const kube = outlasting(cluster, { say: (text) => progress(`${text}\n`), signal });
  let last = '';
  let endedFor = 0;
  while (Date.now() < until) {
    const report = await reportOf(kube, run);
    if (report) return report;
    const job = await jobOf(kube, run);
    endedFor = job === undefined || isOver(job) ? endedFor + 1 : 0;
    if (endedFor > PATIENCE && !run.serverAlone) throw withoutReport(run.runId, job);
    const line = await describe(kube, run, job);
    if (line !== last) progress(`${line}\n`);
    last = line;
    await sleep(INTERVAL);
  }
  throw new CliError(
    `run ${run.runId} has not ended within ${run.timeoutSeconds} s: see prodigy-k8s status ${run.runId} --cluster …`,
    Status.TIMEOUT,
  );
}

/** Polls during which the workspace server may still write the report of a Job that ended by itself. */
const PATIENCE = 60;

function withoutReport(runId: string, job: LiveObject | undefined): CliError {
  const why = job ? (jobState(job).reason ?? jobState(job).phase) : 'its Job is gone';
  return new CliError(`run ${runId} ended without a report: ${why}`, Status.RUN_FAILED);
}

async function describe(kube: Kube, run: RunName, job: LiveObject | undefined) {
  if (!job) return 'the Job is gone';
  const { phase, ready, agents, reason } = jobState(job);
  const progress = parseProgress(job.metadata?.annotations?.[Annotation.PROGRESS]);
  const far = progress ? `; ${progressText(progress)}` : '';
  const state = `${phase}: ${ready} of ${agents} agents ready${reason ? `: ${reason}` : ''}${far}`;
  if (phase !== 'pending') return state;
  const reasons = (await waitingOf(kube, run, job)).map(({ reason }) => reason);
  return [state, ...new Set(reasons)].join('; ');
}
