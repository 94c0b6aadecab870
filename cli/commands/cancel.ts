import { Annotation } from '../../contract/labels';
import { jobName } from '../../contract/names';
import { CliError, Status } from '../cli-error';
import { reach, type WhichCluster } from '../cluster/reach';
import { mustHaveJob, type RunName, reportOf } from '../cluster/read-run';
import { waitForReport } from '../cluster/watch';
import { timeoutSeconds } from '../flags';
import type { Kube } from '../kube';
import { reportText } from '../report-text';
import type { Terminal } from '../terminal';

export interface CancelFlags extends WhichCluster {
  readonly reason?: string;
  readonly timeout?: string;
  readonly detach?: boolean;
  readonly output?: 'json';
}

/** Seconds: steps get five to end, the rest is writing the report. */
const TIMEOUT = 300;

/**
 * End a run of a cluster: its steps are stopped, its report is written, and what was merged so far stays on its claim.
 * @throws CliError where there is no such run, it has ended already, or it does not end in time.
 */
export async function cancelOnCluster(runId: string, flags: CancelFlags, terminal: Terminal): Promise<void> {
  const seconds = timeoutSeconds(flags.timeout, TIMEOUT);
  const { kube, namespace } = await reach(flags, terminal);
  const run = { runId, namespace };
  await mustBeUnderWay(kube, run);
  await kube.patch({ apiVersion: 'batch/v1', kind: 'Job', name: jobName(runId), namespace }, ending(flags.reason));
  terminal.progress(`run ${runId} is told to end\n`);
  if (flags.detach) return;
  const report = await waitForReport(kube, { ...run, timeoutSeconds: seconds }, terminal.progress);
  terminal.out(flags.output === 'json' ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
  if (report.outcome === 'cancelled') return;
  throw new CliError(`run ${runId} had ended before it could be cancelled: it is ${report.outcome}`, Status.CONFLICT);
}

async function mustBeUnderWay(kube: Kube, run: RunName): Promise<void> {
  const report = await reportOf(kube, run);
  if (report)
    throw new CliError(
      `run ${run.runId} has ended: it is ${report.outcome}, there is nothing to cancel`,
      Status.CONFLICT,
    );
  await mustHaveJob(kube, run);
}

/** A Job that was held back is released: its agents are what ends it, and they are told at once that the run is over. */
const ending = (reason = 'cancelled'): object => ({
  metadata: { annotations: { [Annotation.CANCEL]: reason } },
  spec: { suspend: false },
});
