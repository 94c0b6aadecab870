import { Label } from '../../contract/labels';
import { jobName, reportName, workspaceName } from '../../contract/names';
import type { Report } from '../../contract/report';
import type { Kube, ObjectName } from '../kube';
import { OURS, reportsIn } from './reports';

/** What of a run is still there after its end, and what is to become of it. */
export interface Leftovers {
  readonly runId: string;
  readonly outcome: Report['outcome'];
  readonly remove: readonly ObjectName[];
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
 * A Job takes everything along that was submitted with it; claims and reports are nobody's.
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
  const named = (apiVersion: string, kind: string, name: string): ObjectName => ({ apiVersion, kind, name, namespace });
  const jobs = await kube.list('batch/v1', 'Job', namespace, `${OURS},${Label.RUN_ID}=${runId}`);
  const claims = await kube.list('v1', 'PersistentVolumeClaim', namespace, `${OURS},${Label.RUN_ID}=${runId}`);
  const verdicts = [
    ...jobs.map(() => verdict(named('batch/v1', 'Job', jobName(runId)), undefined)),
    ...claims.map(({ metadata }) =>
      verdict(named('v1', 'PersistentVolumeClaim', metadata?.name ?? ''), keptClaim(report, sweep)),
    ),
    verdict(named('v1', 'ConfigMap', reportName(runId)), sweep.reports ? undefined : 'it is the history of the run'),
  ];
  const foreign = await deliverer(kube, namespace, runId);
  const all = foreign === undefined ? verdicts : verdicts.map(({ object }) => verdict(object, foreign));
  return {
    runId,
    outcome,
    remove: all.flatMap(({ object, reason }) => (reason === undefined ? [object] : [])),
    keep: all.flatMap(({ object, reason }) => (reason === undefined ? [] : [{ object, reason }])),
  };
}

const verdict = (object: ObjectName, reason: string | undefined) => ({ object, reason });

/** Claims of a run that did not get its result to origin are taken only from somebody who names the run. */
function keptClaim({ outcome }: Report, { claims, runIds }: Sweep): string | undefined {
  if (!claims) return 'claims go with --claims only';
  if (outcome === 'complete' || runIds !== undefined) return undefined;
  return `the run is ${outcome}, and could go on from it: name the run`;
}

/** What the command line did not submit is there again as soon as it is gone. */
async function deliverer(kube: Pick<Kube, 'get'>, namespace: string, runId: string): Promise<string | undefined> {
  const server = await kube.get({ apiVersion: 'apps/v1', kind: 'StatefulSet', name: workspaceName(runId), namespace });
  if (!server || (server.metadata?.ownerReferences ?? []).length > 0) return undefined;
  return 'it was delivered by manifests or Pulumi: take the run out there';
}
