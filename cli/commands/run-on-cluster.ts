import { jobName } from '../../contract/names';
import { CliError, Status } from '../cli-error';
import { AUTO, NotPlaced, onBestCluster } from '../cluster/auto';
import type { RunFlags } from '../cluster/request';
import { waitForReport } from '../cluster/watch';
import { timeoutSeconds } from '../flags';
import { type RunEndFlags, tellEnd } from '../run-end';
import type { Terminal } from '../terminal';
import { type Begun, isUnderWay, type Placed, type PlaceFlags, placeRun } from './place-run';
import { tryOnCluster } from './try-on-cluster';

interface ClusterFlags extends PlaceFlags, RunFlags, RunEndFlags {
  readonly timeout?: string;
  readonly detach?: boolean;
  readonly strategy?: string;
  readonly dryRun?: string | true;
}

/** Seconds; the longest that a run may take. */
const DAY = 86400;

/** Submit a run, wait for its end and print its report. One in progress is joined, not started twice. */
export async function runOnCluster(file: string, flags: ClusterFlags, terminal: Terminal): Promise<void> {
  const seconds = timeoutSeconds(flags.timeout, DAY);
  if (flags.strategy !== undefined && flags.cluster !== AUTO)
    throw new CliError(`'--strategy' must come with --cluster auto, got ${flags.cluster}: leave one of them out`);
  if (flags.fromDlq !== undefined && flags.cluster === AUTO)
    throw new CliError(
      `'--from-dlq' must come with the name of a cluster, got auto: name the one that has run ${flags.fromDlq} with --cluster`,
    );
  if (flags.dryRun !== undefined) return tryOnCluster(file, flags, flags.dryRun, terminal);
  const { kube, run } = await (flags.cluster === AUTO ? best(file, flags, terminal) : placeRun(file, flags, terminal));
  if (flags.detach) return terminal.out(`${run.runId}\n`);
  const report = await waitForReport(kube, { ...run, timeoutSeconds: seconds }, terminal.progress);
  tellEnd(report, flags, terminal);
}

/** Submit to the best cluster that accepts it. */
function best(file: string, flags: ClusterFlags, terminal: Terminal): Promise<Placed> {
  return onBestCluster(flags, terminal, {
    isThere: (cluster) => isUnderWay(file, { ...flags, cluster }, terminal),
    place: (cluster) => placeOrLeave(file, { ...flags, cluster }, terminal),
  });
}

/** Failures after which another cluster may be tried. */
const MAY_GO_ELSEWHERE: readonly Status[] = [Status.REFUSED, Status.UNREACHABLE, Status.DENIED];

/** @throws NotPlaced if nothing of the run is on the cluster, and another may accept it. */
async function placeOrLeave(file: string, flags: ClusterFlags, terminal: Terminal): Promise<Placed> {
  const begun: Begun[] = [];
  try {
    return await placeRun(file, flags, terminal, (made) => void begun.push(made));
  } catch (error) {
    if (!(error instanceof CliError) || !MAY_GO_ELSEWHERE.includes(error.status)) throw error;
    for (const made of begun) await withdraw(made, flags.cluster, error);
    throw new NotPlaced(error.message, error.status);
  }
}

/** Remove what was created of a run. @throws CliError if that is uncertain: the run must not be in two places. */
async function withdraw({ kube, runId, objects }: Begun, cluster: string, cause: CliError): Promise<void> {
  try {
    // The Job first: without it, nothing works on the run.
    const [jobs, others] = [objects.filter(isJob), objects.filter((object) => !isJob(object))];
    for (const { apiVersion, kind, metadata } of [...jobs, ...others])
      await kube.remove({ apiVersion, kind, name: metadata.name, namespace: metadata.namespace });
  } catch {
    throw new CliError(
      `${cause.message}; a part of run ${runId} may be on ${cluster}, so it is sent to no other cluster: ` +
        `once ${cluster} is back, submit it again with --cluster ${cluster}, or delete Job ${jobName(runId)} there`,
      cause.status,
    );
  }
}

const isJob = ({ kind }: { readonly kind: string }): boolean => kind === 'Job';
