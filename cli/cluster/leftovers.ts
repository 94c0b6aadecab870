import { Label } from '../../contract/labels';
import { jobName, reportName } from '../../contract/names';
import type { Report } from '../../contract/report';
import type { Kube, ObjectName } from '../kube';
import { goesWithJob } from './owned-claims';
import { OURS, reportsIn } from './reports';
import { isAtRest, workspaceServer } from './servers';

/** An object that goes. */
export interface Removal extends ObjectName {
  /** It is not deleted: its run has handed it over to the Job, and it goes with it. */
  readonly withJob?: true;
}

/** What of a run is still there after its end, and what is to become of it. */
export interface Leftovers {
  readonly runId: string;
  readonly outcome: Report['outcome'];
  readonly remove: readonly Removal[];
  /** Why something stays. */
  readonly keep: readonly { readonly object: ObjectName; readonly reason: string }[];
}

/** What is asked to go. */
export interface Sweep {
  /** Runs that were named; undefined for all that have ended. */
  readonly runIds?: readonly string[];
  /** Only runs that ended before it, in milliseconds since 1970. */
  readonly endedBefore?: number;
  /** Also claims. */
  readonly claims?: boolean;
  /** Also reports. */
  readonly reports?: boolean;
}

/**
 * Plan what a clean-up takes from a namespace: nothing without this program's labels, nothing of a run that has not ended.
 * A Job takes everything along that was submitted with it, and claims that its run has handed over to it; other claims and
 * reports are nobody's.
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
  // Before the claims are looked at: a server at rest hands none over any more.
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

/** With its Job goes what a run could go on by. */
const keptJob = ({ outcome }: Report, { runIds }: Sweep): string | undefined =>
  outcome === 'complete' || runIds !== undefined ? undefined : couldGoOn(outcome);

const couldGoOn = (outcome: Report['outcome']): string =>
  `the run is ${outcome}, and could go on from it: name the run`;

/** Claims of a run that did not get its result to origin are taken only from somebody who names the run. */
function keptClaim({ outcome }: Report, { claims, runIds }: Sweep): string | undefined {
  if (!claims) return 'claims go with --claims only';
  if (outcome === 'complete' || runIds !== undefined) return undefined;
  return couldGoOn(outcome);
}

/**
 * Why nothing of a run is taken. What the command line did not submit is there again as soon as it is gone; a complete run
 * may hand its claims over until its server is at rest.
 */
async function leftAlone(
  kube: Pick<Kube, 'get'>,
  namespace: string,
  { runId, outcome }: Report,
): Promise<string | undefined> {
  const server = await workspaceServer(kube, { namespace, runId });
  if (server && (server.metadata?.ownerReferences ?? []).length === 0)
    return 'it was delivered by manifests or Pulumi: take the run out there';
  if (outcome === 'complete' && !isAtRest(server))
    return `its workspace server is not at rest yet: see prodigy-k8s status ${runId}`;
  return undefined;
}
