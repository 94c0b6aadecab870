import { Annotation } from '../../contract/labels';
import { jobName } from '../../contract/names';
import type { Report } from '../../contract/report';
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
  readonly drain?: boolean;
  readonly timeout?: string;
  readonly detach?: boolean;
  readonly output?: 'json';
}

/** Seconds: steps get five to end, the rest is for writing the report. */
const TIMEOUT = 300;
/** Seconds when waiting for steps and items in progress: as long as a run. */
const DRAIN_TIMEOUT = 86_400;

/**
 * End a run on a cluster: its report is written, and what has been merged so far stays on its claim. Its steps are
 * stopped, or with `drain` awaited without starting others.
 * @throws CliError if there is no such run, it has already ended, or it does not end in time.
 */
export async function cancelOnCluster(runId: string, flags: CancelFlags, terminal: Terminal): Promise<void> {
  const seconds = timeoutSeconds(flags.timeout, flags.drain ? DRAIN_TIMEOUT : TIMEOUT);
  const { kube, namespace } = await reach(flags, terminal);
  const run = { runId, namespace };
  await mustBeUnderWay(kube, run);
  await kube.patch({ apiVersion: 'batch/v1', kind: 'Job', name: jobName(runId), namespace }, ending(flags));
  terminal.progress(`run ${runId} is told to ${flags.drain ? 'start nothing new' : 'end'}\n`);
  if (flags.detach) return;
  const report = await waitForReport(kube, { ...run, timeoutSeconds: seconds }, terminal.progress);
  terminal.out(flags.output === 'json' ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
  if (!isAsWanted(report, flags))
    throw new CliError(`run ${runId} had ended before it could be cancelled: it is ${report.outcome}`, Status.CONFLICT);
}

/** A draining run with nothing left to start is complete. */
const isAsWanted = ({ outcome }: Report, { drain }: CancelFlags): boolean =>
  outcome === 'cancelled' || (drain === true && outcome === 'complete');

async function mustBeUnderWay(kube: Kube, run: RunName): Promise<void> {
  const report = await reportOf(kube, run);
  if (report)
    throw new CliError(
      `run ${run.runId} has ended: it is ${report.outcome}, there is nothing to cancel`,
      Status.CONFLICT,
    );
  await mustHaveJob(kube, run);
}

/** A suspended Job is resumed: its agents are what ends it, and they learn at once that the run is over. */
const ending = ({ reason = 'cancelled', drain }: CancelFlags): object => ({
  metadata: { annotations: { [drain ? Annotation.DRAIN : Annotation.CANCEL]: reason } },
  spec: { suspend: false },
});
