import { MAX_RUN_ID_LENGTH } from '../../contract/names';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { preflightRun } from '../../stacks/preflight';
import type { RenderRequest } from '../../stacks/render';
import { CliError, Status } from '../cli-error';
import { jobOf, reportOf } from '../cluster/read-run';
import { type RunFlags, renderRequest } from '../cluster/request';
import { isOver } from '../cluster/run-status';
import { readSecret } from '../cluster/secret-values';
import { submit } from '../cluster/submit';
import { kubeconfigOf } from '../cluster/target';
import { waitForReport } from '../cluster/watch';
import { timeoutSeconds } from '../flags';
import { connect, type Kube } from '../kube';
import { mustPass } from '../preflight-text';
import { type RunEndFlags, tellEnd } from '../run-end';
import type { Terminal } from '../terminal';
import { rendered } from './render';

interface ClusterFlags extends RunFlags, RunEndFlags {
  readonly timeout?: string;
  readonly detach?: boolean;
  readonly suspend?: boolean;
  readonly skipPreflight?: boolean;
}

/** Seconds; as long as a run may take. */
const DAY = 86400;

/** Submit a run, wait for its end and print its report. A run that is under way is joined, not started twice. */
export async function runOnCluster(file: string, flags: ClusterFlags, terminal: Terminal): Promise<void> {
  const seconds = timeoutSeconds(flags.timeout, DAY);
  const request = await renderRequest(file, flags, terminal);
  const first = rendered(request);
  if (!flags.skipPreflight) mustPass(preflightRun(request, first), terminal);
  const kube = await connect(kubeconfigOf(request.cluster, terminal.home));
  const run = await unusedRun(kube, request, first, flags.again === true);
  const { namespace } = request.cluster;
  const secret = run.secret && (await readSecret(run.secret, terminal));
  // Also where the run is under way: an earlier submission may have been cut short, and equal objects change nothing.
  // Another workflow under the same name is refused by the cluster, since what makes a run is immutable.
  await submit(kube, flags.suspend && !run.underway ? run.objects.map(heldBack) : run.objects, secret);
  terminal.progress(
    run.underway
      ? `run ${run.runId} is under way in ${namespace}: joining it\n`
      : `submitted run ${run.runId} to ${namespace}\n`,
  );
  if (flags.detach) return terminal.out(`${run.runId}\n`);
  const report = await waitForReport(kube, { namespace, runId: run.runId, timeoutSeconds: seconds }, terminal.progress);
  tellEnd(report, flags, terminal);
}

/** A Job that starts no agents until somebody releases it. */
const heldBack = (object: KubernetesObject): KubernetesObject =>
  object.kind === 'Job' ? { ...object, spec: { ...(object.spec as object), suspend: true } } : object;

type Candidate = ReturnType<typeof rendered> & { readonly underway: boolean };

async function unusedRun(
  kube: Kube,
  request: RenderRequest,
  first: ReturnType<typeof rendered>,
  again: boolean,
): Promise<Candidate> {
  const state = await stateOf(kube, request, first.runId);
  if (state !== 'over') return { ...first, underway: state === 'underway' };
  if (!again)
    throw new CliError(
      `run ${first.runId} has ended: see prodigy-k8s status ${first.runId}, or run it once more with --again`,
      Status.CONFLICT,
    );
  for (let round = 2; round <= 9; round += 1) {
    const runId = `${first.runId.slice(0, MAX_RUN_ID_LENGTH - 2)}-${round}`;
    const found = await stateOf(kube, request, runId);
    if (found !== 'over') return { ...rendered({ ...request, runId }), underway: found === 'underway' };
  }
  throw new CliError(`run ${first.runId} has run nine times: name the next with --run-id`, Status.CONFLICT);
}

async function stateOf(kube: Kube, request: RenderRequest, runId: string): Promise<'unknown' | 'underway' | 'over'> {
  const run = { namespace: request.cluster.namespace, runId };
  if (await reportOf(kube, run)) return 'over';
  const job = await jobOf(kube, run);
  if (!job) return 'unknown';
  return isOver(job) ? 'over' : 'underway';
}
