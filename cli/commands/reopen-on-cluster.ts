import type { Reopening } from '../../contract/reopening';
import type { Report } from '../../contract/report';
import { CliError, Status } from '../cli-error';
import { eligibleItems } from '../cluster/dead-letters';
import { reach, type WhichCluster } from '../cluster/reach';
import { jobOf, type RunName } from '../cluster/read-run';
import { ofServer, reopen } from '../cluster/reopen';
import { RELEASED } from '../cluster/restart';
import { jobState } from '../cluster/run-status';
import { startServers } from '../cluster/servers';
import { waitForReport } from '../cluster/watch';
import { timeoutSeconds } from '../flags';
import type { Kube } from '../kube';
import { type RunEndFlags, tellEnd } from '../run-end';
import type { Terminal } from '../terminal';

/** Flags of every command that continues a run on a cluster. */
export interface ReopenFlags extends RunEndFlags, WhichCluster {
  readonly timeout?: string;
  readonly detach?: boolean;
  /** Items for `retry`. */
  readonly item?: readonly string[];
  /** For `retry`: only those whose failure may be transient. */
  readonly eligible?: boolean;
}

/** Work that continues a run. */
type GoingOn = Exclude<Reopening['work'], 'purge'>;

/** Seconds; the longest that a run may take. */
const DAY = 86400;

/** Continue a run that has ended, and wait for its end; a suspended Job is resumed. */
export async function reopenOnCluster(
  runId: string,
  work: GoingOn,
  flags: ReopenFlags,
  terminal: Terminal,
): Promise<void> {
  const seconds = timeoutSeconds(flags.timeout, DAY);
  const { kube, namespace } = await reach(flags, terminal);
  const run = { runId, namespace };
  const items = flags.eligible ? await eligibleItems(kube, run, flags.item) : flags.item;
  const wanted = { work, ...(items && { items }) };
  if (work !== 'resume' || !(await released(kube, run))) await reopen(kube, run, wanted, CHECKS[work]);
  terminal.progress(`run ${runId} goes on in ${namespace}\n`);
  if (flags.detach) return terminal.out(`${runId}\n`);
  const report = await waitForReport(
    kube,
    { ...run, timeoutSeconds: seconds, serverAlone: ofServer(work) },
    terminal.progress,
  );
  tellEnd(report, flags, terminal);
}

/** Whether the run's Job was suspended and has been resumed; an interrupted restart may have left servers down. */
async function released(kube: Kube, { runId, namespace }: RunName): Promise<boolean> {
  const job = await jobOf(kube, { runId, namespace });
  if (!job || jobState(job).phase !== 'suspended') return false;
  const name = { apiVersion: 'batch/v1', kind: 'Job', name: job.metadata?.name ?? '', namespace };
  await startServers(kube, { runId, namespace });
  await kube.patch(name, RELEASED);
  return true;
}

/** How a run must have ended for each kind of work. */
const CHECKS: Readonly<Record<GoingOn, (report: Report) => void>> = {
  resume: ({ runId, outcome, base }) => {
    if (outcome === 'complete') throw over(runId, 'it is complete');
    if (outcome === 'unpublished')
      throw over(runId, `nothing is left but to publish its result: prodigy-k8s publish ${runId} --cluster …`);
    if (base === undefined) throw over(runId, 'it never had a repository: submit it again with --again');
  },
  retry: ({ runId, items }) => {
    if (!items || items.dead === (items.purged ?? 0)) throw over(runId, 'it has no dead letters');
  },
  publish: ({ runId, outcome }) => {
    if (outcome !== 'unpublished')
      throw over(runId, `it is ${outcome}, and only a run that is unpublished waits for this`);
  },
};

const over = (runId: string, why: string): CliError =>
  new CliError(`run ${runId} cannot go on: ${why}`, Status.CONFLICT);
