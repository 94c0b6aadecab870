import type { Report } from '../../contract/report';
import { reach, type WhichCluster } from '../cluster/reach';
import { reportsIn } from '../cluster/reports';
import { localRuns } from '../local-runs';
import { table } from '../table';
import type { Terminal } from '../terminal';
import { timeText } from '../time-text';

export interface HistoryFlags extends WhichCluster {
  readonly workflow?: string;
  readonly output?: 'json';
}

/** Show the runs that have ended, the newest first, of this machine or of a cluster. */
export async function showHistory(flags: HistoryFlags, terminal: Terminal): Promise<void> {
  const { workflow } = flags;
  const reports = (await ended(flags, terminal))
    .filter((report) => workflow === undefined || report.workflow === workflow)
    .sort((a, b) => (a.finishedAt < b.finishedAt ? 1 : -1));
  if (flags.output === 'json') terminal.out(`${JSON.stringify(reports, null, 2)}\n`);
  else if (reports.length === 0) terminal.progress('no runs have ended\n');
  else terminal.out(table(HEADS, reports.map(row)));
}

async function ended(flags: HistoryFlags, terminal: Terminal): Promise<Report[]> {
  if (flags.cluster === undefined)
    return (await localRuns(terminal.home)).map(({ report }) => report).filter((report) => report !== undefined);
  const { kube, namespace } = await reach(flags, terminal);
  return reportsIn(kube, namespace);
}

const HEADS = ['run', 'workflow', 'outcome', 'finished', 'time', 'items', 'failed', 'commits', 'cost'];

function row({ runId, workflow, outcome, startedAt, finishedAt, items, result, usage }: Report): string[] {
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  const cost = usage ? `$${usage.costUsd.toFixed(2)}` : '';
  const counts = [items?.total, items?.dead, result?.commits ?? 0].map((count) =>
    count === undefined ? '' : `${count}`,
  );
  return [runId, workflow, outcome, `${finishedAt.slice(0, 19)}Z`, timeText(seconds), ...counts, cost];
}
