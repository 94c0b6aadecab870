import { MAX_RUN_ID_LENGTH } from '../../contract/names';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { preflightRun } from '../../stacks/preflight';
import type { RenderRequest } from '../../stacks/render';
import { workflowOf } from '../../stacks/workflow-source';
import { CliError, Status } from '../cli-error';
import { lettersAsItems } from '../cluster/dead-letters';
import { jobOf, type RunName, reportOf } from '../cluster/read-run';
import { type RunFlags, renderRequest } from '../cluster/request';
import { isOver } from '../cluster/run-status';
import { readSecret } from '../cluster/secret-values';
import { submit } from '../cluster/submit';
import { kubeconfigOf } from '../cluster/target';
import { connect, type Kube } from '../kube';
import { mustMap } from '../letters-as-items';
import { mustPass } from '../preflight-text';
import type { Terminal } from '../terminal';
import { rendered } from './render';

export interface PlaceFlags extends RunFlags {
  readonly suspend?: boolean;
  readonly skipPreflight?: boolean;
  readonly fromDlq?: string;
}

/** A run that is on its cluster. */
export interface Placed {
  readonly kube: Kube;
  readonly run: RunName;
}

/** Objects that are about to be created on a cluster. */
export interface Begun {
  readonly kube: Kube;
  readonly runId: string;
  readonly objects: readonly KubernetesObject[];
}

/**
 * Submit a run. One in progress is joined, not started twice.
 * @param begin is called before the first object of a new run is created.
 * @throws CliError if it cannot be submitted.
 */
export async function placeRun(
  file: string,
  flags: PlaceFlags,
  terminal: Terminal,
  begin: (begun: Begun) => void = () => undefined,
): Promise<Placed> {
  const request = await requestOf(file, flags, terminal);
  const first = rendered(request);
  if (!flags.skipPreflight) mustPass(preflightRun(request, first), terminal);
  const kube = await connect(kubeconfigOf(request.cluster, terminal.home));
  const run = await unusedRun(kube, request, first, flags.again === true);
  const { namespace } = request.cluster;
  const secret = run.secret && (await readSecret(run.secret, terminal));
  if (!run.underway) begin({ kube, runId: run.runId, objects: run.objects });
  // Even if the run is in progress: an earlier submission may have been interrupted, and equal objects change nothing.
  // The cluster rejects another workflow under the same name, since what defines a run is immutable.
  await submit(kube, flags.suspend && !run.underway ? run.objects.map(heldBack) : run.objects, secret);
  terminal.progress(
    run.underway
      ? `run ${run.runId} is under way in ${namespace}: joining it\n`
      : `submitted run ${run.runId} to ${namespace}\n`,
  );
  return { kube, run: { namespace, runId: run.runId } };
}

/** Whether the run is in progress on its cluster; an unreachable cluster counts as no. */
export async function isUnderWay(file: string, flags: PlaceFlags, terminal: Terminal): Promise<boolean> {
  const request = await requestOf(file, flags, { ...terminal, progress: () => undefined });
  try {
    const kube = await connect(kubeconfigOf(request.cluster, terminal.home));
    return (await stateOf(kube, request, rendered(request).runId)) === 'underway';
  } catch (error) {
    if (error instanceof CliError) return false;
    throw error;
  }
}

/** Convert flags to a render request; dead letters are read from the cluster. */
export async function requestOf(file: string, flags: PlaceFlags, terminal: Terminal): Promise<RenderRequest> {
  const request = await renderRequest(file, flags, terminal);
  if (flags.fromDlq === undefined) return request;
  mustMap(workflowOf(request.workflow, request.profile));
  const kube = await connect(kubeconfigOf(request.cluster, terminal.home));
  const { namespace } = request.cluster;
  return { ...request, items: await lettersAsItems(kube, { runId: flags.fromDlq, namespace }) };
}

/** The Job suspended: no agents start until it is resumed. */
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
      `run ${first.runId} has ended: see prodigy-k8s status ${first.runId} --cluster …, or run it once more with --again`,
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
