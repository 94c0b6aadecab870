import { Annotation, APP, Component, Label } from '../../contract/labels';
import type { Report } from '../../contract/report';
import { printable } from '../../runtime/adapters/log/printable';
import { reach, type WhichCluster } from '../cluster/reach';
import { mustHaveJob, type RunName, reportOf, waitingOf } from '../cluster/read-run';
import { jobState, reportIn } from '../cluster/run-status';
import type { Kube, LiveObject } from '../kube';
import type { ListFormat } from '../list-formats';
import { type Column, listing, single } from '../listing';
import { type LocalRun, localRuns, noRunHere } from '../local-runs';
import { reportText } from '../report-text';
import type { Terminal } from '../terminal';

interface StatusFlags extends WhichCluster {
  readonly output?: ListFormat;
}

/** Show one run or all of them, of this machine or of a cluster. */
export async function showStatus(runId: string | undefined, flags: StatusFlags, terminal: Terminal): Promise<void> {
  if (flags.cluster === undefined) return showLocal(runId, flags, terminal);
  const { kube, namespace } = await reach(flags, terminal);
  if (runId === undefined) return showAll(await clusterRows(kube, namespace), flags, terminal);
  const run = { runId, namespace };
  const report = await reportOf(kube, run);
  if (report) return showReport(report, flags, terminal);
  const job = await mustHaveJob(kube, run);
  await showJob(kube, job, run, flags, terminal);
}

/** One line of the overview. */
interface Row {
  readonly run: string;
  readonly workflow: string;
  readonly state: string;
  readonly agents: string;
  readonly result: string;
  /** Why it is not complete. */
  readonly reason?: string;
}

async function showLocal(runId: string | undefined, flags: StatusFlags, terminal: Terminal): Promise<void> {
  const { home } = terminal;
  const runs = await localRuns(home);
  if (runId === undefined) return showAll(runs.map(localRow), flags, terminal);
  const run = runs.find((candidate) => candidate.runId === runId);
  if (!run) throw noRunHere(runId);
  if (run.report) return showReport(run.report, flags, terminal);
  const told = single({ runId, phase: UNFINISHED }, runId, flags.output);
  terminal.out(
    told ?? `run ${runId}: ${UNFINISHED}; if it is not under way, go on with: prodigy-k8s resume ${runId}\n`,
  );
}

/** State of a local run that has no report yet. */
const UNFINISHED = 'unfinished';

function localRow({ runId, report }: LocalRun): Row {
  return report ? reportRow(report) : { run: runId, workflow: '', state: UNFINISHED, agents: '', result: '' };
}

async function clusterRows(kube: Kube, namespace: string): Promise<Row[]> {
  const selector = `${Label.APP}=${APP}`;
  const reports = await kube.list('v1', 'ConfigMap', namespace, `${selector},${Label.COMPONENT}=${Component.REPORT}`);
  const rows = new Map(
    reports.flatMap((map) => {
      const report = reportIn(map);
      return report ? [[report.runId, reportRow(report)] as const] : [];
    }),
  );
  for (const job of await kube.list('batch/v1', 'Job', namespace, selector)) {
    const row = jobRow(job);
    if (!rows.has(row.run)) rows.set(row.run, row);
  }
  return [...rows.values()].sort((a, b) => (a.run < b.run ? -1 : 1));
}

function reportRow(report: Report): Row {
  const result = report.result ? `${report.result.branch} ${report.result.commit.slice(0, 12)}` : '';
  const reason = report.reason === undefined ? undefined : printable(report.reason);
  return { run: report.runId, workflow: report.workflow, state: report.outcome, agents: '', result, reason };
}

function jobRow(job: LiveObject): Row {
  const labels = job.metadata?.labels ?? {};
  const { phase, ready, agents, reason } = jobState(job);
  const cancelled = job.metadata?.annotations?.[Annotation.CANCEL] !== undefined;
  return {
    run: labels[Label.RUN_ID] ?? '',
    workflow: labels[Label.WORKFLOW] ?? '',
    state: cancelled ? 'cancelling' : phase,
    agents: `${ready}/${agents}`,
    result: '',
    reason,
  };
}

function showAll(rows: readonly Row[], flags: StatusFlags, terminal: Terminal): void {
  if (rows.length === 0 && flags.output !== 'json') terminal.progress('no runs\n');
  else terminal.out(listing(rows, COLUMNS, flags.output));
}

const column = (head: keyof Row, wide = false): Column<Row> => ({ head, text: (row) => row[head] ?? '', wide });
const COLUMNS: [Column<Row>, ...Column<Row>[]] = [
  column('run'),
  ...(['workflow', 'state', 'agents', 'result'] as const).map((head) => column(head)),
  column('reason', true),
];

function showReport(report: Report, flags: StatusFlags, terminal: Terminal): void {
  terminal.out(single(report, report.runId, flags.output) ?? reportText(report));
}

async function showJob(
  kube: Kube,
  job: LiveObject,
  run: RunName,
  flags: StatusFlags,
  terminal: Terminal,
): Promise<void> {
  const state = jobState(job);
  const waiting = await waitingOf(kube, run, job);
  const told = single({ ...run, ...state, waiting }, run.runId, flags.output);
  if (told !== undefined) return terminal.out(told);
  terminal.out(`run ${run.runId}: ${state.phase}, ${state.ready} of ${state.agents} agents ready\n`);
  for (const { object, reason } of waiting) terminal.out(`waiting: ${object}: ${reason}\n`);
}
