import { Label } from '../../contract/labels';
import { jobName, reportName } from '../../contract/names';
import type { Report } from '../../contract/report';
import type { Kube, ObjectName } from '../kube';
import { goesWithJob } from './owned-claims';
import { OURS, reportsIn } from './reports';
import { isAtRest, workspaceServer } from './servers';

/** An object to remove. */
export interface Removal extends ObjectName {
  /** Not deleted directly: its run has handed it over to the Job, and it is deleted with that. */
  readonly withJob?: true;
}

/** What a finished run left behind, and what will happen to it. */
export interface Leftovers {
  readonly runId: string;
  readonly outcome: Report['outcome'];
  readonly remove: readonly Removal[];
  /** Objects that are kept, and why. */
  readonly keep: readonly { readonly object: ObjectName; readonly reason: string }[];
}

/** What to clean up. */
export interface Sweep {
  /** Named runs; undefined for all that have ended. */
  readonly runIds?: readonly string[];
  /** Only runs that ended before this time, in milliseconds since 1970. */
  readonly endedBefore?: number;
  /** Also claims. */
  readonly claims?: boolean;
  /** Also reports. */
  readonly reports?: boolean;
}

/**
 * Plan what a clean-up removes from a namespace: only objects with this program's labels, and only of runs that have
 * ended. Deleting a Job also deletes everything that was submitted with it, and claims that its run has handed over to
 * it; other claims and reports have no owner.
 */
export async function leftovers(
  kube: Pick<Kube, 'list' | 'get'>,
  namespace: string,
  sweep: Sweep,
): Promise<Leftovers[]> {
  const { runIds, endedBefore = Number.POSITIVE_INFINITY } = sweep;
  const reports = (await reportsIn(kube, namespace)).filter(
    ({ runId, finishedAt }) => (runIds?.includes(runId) ?? true) && Date.parse(finishedAt) < endedBefore,
  );
  return Promise.all(reports.map((report) => ofRun(kube, namespace, report, sweep)));
}

async function ofRun(
  kube: Pick<Kube, 'list' | 'get'>,
  namespace: string,
  report: Report,
  sweep: Sweep,
): Promise<Leftovers> {
  const { runId, outcome } = report;
  // Before the claims are read: once scaled down, a server no longer hands any over.
  const untouched = await leftAlone(kube, namespace, report);
  const named = (apiVersion: string, kind: string, name: string): ObjectName => ({ apiVersion, kind, name, namespace });
  const jobs = await kube.list('batch/v1', 'Job', namespace, `${OURS},${Label.RUN_ID}=${runId}`);
  const claims = await kube.list('v1', 'PersistentVolumeClaim', namespace, `${OURS},${Label.RUN_ID}=${runId}`);
  const verdicts = [
    ...jobs.map(() => verdict(named('batch/v1', 'Job', jobName(runId)), keptJob(report, sweep))),
    ...claims.map((claim) => {
      const object = named('v1', 'PersistentVolumeClaim', claim.metadata?.name ?? '');
      if (untouched === undefined && jobs.length > 0 && goesWithJob(claim, runId))
        return verdict({ ...object, withJob: true }, undefined);
      return verdict(object, keptClaim(report, sweep));
    }),
    verdict(named('v1', 'ConfigMap', reportName(runId)), sweep.reports ? undefined : 'it is the history of the run'),
  ];
  const all = untouched === undefined ? verdicts : verdicts.map(({ object }) => verdict(object, untouched));
  return {
    runId,
    outcome,
    remove: all.flatMap(({ object, reason }) => (reason === undefined ? [object] : [])),
    keep: all.flatMap(({ object, reason }) => (reason === undefined ? [] : [{ object, reason }])),
  };
}

const verdict = (object: Removal, reason: string | undefined) => ({ object, reason });

/** A run can resume only while its Job exists. */
const keptJob = ({ outcome }: Report, { runIds }: Sweep): string | undefined =>
  outcome === 'complete' || runIds !== undefined ? undefined : couldGoOn(outcome);

const couldGoOn = (outcome: Report['outcome']): string =>
  `the run is ${outcome}, and could continue from it: name the run to remove it`;

/** Claims of a run whose result did not reach origin are removed only if the run is named. */
function keptClaim({ outcome }: Report, { claims, runIds }: Sweep): string | undefined {
  if (!claims) return 'claims are removed only with --claims';
  if (outcome === 'complete' || runIds !== undefined) return undefined;
  return couldGoOn(outcome);
}

/**
 * Why nothing of a run is removed. Objects that other tools delivered would be recreated at once; a complete run may
 * still hand over its claims until its server has scaled down.
 */
async function leftAlone(
  kube: Pick<Kube, 'get'>,
  namespace: string,
  { runId, outcome }: Report,
): Promise<string | undefined> {
  const server = await workspaceServer(kube, { namespace, runId });
  if (server && (server.metadata?.ownerReferences ?? []).length === 0)
    return 'it was delivered by manifests or Pulumi: remove the run there';
  if (outcome === 'complete' && !isAtRest(server))
    return `its workspace server has not stopped yet: see prodigy-k8s status ${runId} --cluster …`;
  return undefined;
}
