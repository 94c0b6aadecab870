import { Annotation, Label } from '../../contract/labels';
import { parseProgress } from '../../contract/progress';
import type { Reach } from '../cluster/reach';
import { mustHaveJob, type RunName, reportOf, waitingOf } from '../cluster/read-run';
import { OURS, reportsIn } from '../cluster/reports';
import { isOver, jobState } from '../cluster/run-status';
import type { Kube, LiveObject } from '../kube';
import { single } from '../listing';
import { failureLines, progressText } from '../progress/progress-text';
import { itemsCell, overview, type Row, reportRow } from './rows';
import { ended, type StatusAnswer, type StatusFlags } from './status-answer';

/** Status of one run on a cluster, or of all. @throws CliError if there is no such run, or it cannot be read. */
export async function statusOnCluster(
  runId: string | undefined,
  flags: StatusFlags,
  { kube, namespace }: Pick<Reach, 'kube' | 'namespace'>,
): Promise<StatusAnswer> {
  if (runId === undefined) return overview(await rowsIn(kube, namespace), flags);
  const run = { runId, namespace };
  const report = await reportOf(kube, run);
  return report ? ended(report, flags) : underWay(kube, run, flags);
}

async function rowsIn(kube: Kube, namespace: string): Promise<Row[]> {
  const rows = new Map((await reportsIn(kube, namespace)).map((report) => [report.runId, reportRow(report)]));
  for (const job of await kube.list('batch/v1', 'Job', namespace, OURS)) {
    const row = jobRow(job);
    if (!rows.has(row.run)) rows.set(row.run, row);
  }
  return [...rows.values()].sort((a, b) => (a.run < b.run ? -1 : 1));
}

/** Progress reported by the run's workspace server; undefined before it starts. */
const progressOf = ({ metadata }: LiveObject) => parseProgress(metadata?.annotations?.[Annotation.PROGRESS]);

function jobRow(job: LiveObject): Row {
  const labels = job.metadata?.labels ?? {};
  const { ready, agents, reason } = jobState(job);
  return {
    run: labels[Label.RUN_ID] ?? '',
    workflow: labels[Label.WORKFLOW] ?? '',
    state: stateOf(job),
    agents: `${ready}/${agents}`,
    items: itemsCell(progressOf(job)?.items),
    result: '',
    reason,
  };
}

/** State of its Job, unless its end has been requested. */
function stateOf(job: LiveObject): string {
  const { [Annotation.CANCEL]: cancel, [Annotation.DRAIN]: drain } = job.metadata?.annotations ?? {};
  const { phase } = jobState(job);
  if (isOver(job)) return phase;
  if (cancel !== undefined) return 'cancelling';
  return drain === undefined ? phase : 'draining';
}

async function underWay(kube: Kube, run: RunName, { output }: StatusFlags): Promise<StatusAnswer> {
  const job = await mustHaveJob(kube, run);
  const state = jobState(job);
  const waiting = await waitingOf(kube, run, job);
  const progress = progressOf(job);
  const told = single({ ...run, ...state, progress, waiting }, run.runId, output);
  if (told !== undefined) return { text: told, isOver: false };
  const lines = [
    `run ${run.runId}: ${stateOf(job)}, ${state.ready} of ${state.agents} agents ready`,
    ...(progress ? [progressText(progress), ...failureLines(progress)] : []),
    ...waiting.map(({ object, reason }) => `waiting: ${object}: ${reason}`),
  ];
  return { text: `${lines.join('\n')}\n`, isOver: false };
}
