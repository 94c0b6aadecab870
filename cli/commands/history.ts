import type { Report } from '../../contract/report';
import { printable } from '../../runtime/adapters/log/printable';
import { reach, type WhichCluster } from '../cluster/reach';
import { reportsIn } from '../cluster/reports';
import type { ListFormat } from '../list-formats';
import { type Column, listing } from '../listing';
import { localRuns } from '../local-runs';
import type { Terminal } from '../terminal';
import { timeText } from '../time-text';

export interface HistoryFlags extends WhichCluster {
  readonly workflow?: string;
  readonly output?: ListFormat;
}

/** Show the runs that have ended, newest first, local or on a cluster. */
export async function showHistory(flags: HistoryFlags, terminal: Terminal): Promise<void> {
  const { workflow } = flags;
  const reports = (await ended(flags, terminal))
    .filter((report) => workflow === undefined || report.workflow === workflow)
    .sort((a, b) => (a.finishedAt < b.finishedAt ? 1 : -1));
  if (reports.length === 0 && flags.output !== 'json') terminal.progress('no runs have ended\n');
  else terminal.out(listing(reports, COLUMNS, flags.output));
}

async function ended(flags: HistoryFlags, terminal: Terminal): Promise<Report[]> {
  if (flags.cluster === undefined)
    return (await localRuns(terminal.home)).map(({ report }) => report).filter((report) => report !== undefined);
  const { kube, namespace } = await reach(flags, terminal);
  return reportsIn(kube, namespace);
}

const COLUMNS: [Column<Report>, ...Column<Report>[]] = [
  { head: 'run', text: ({ runId }) => runId },
  { head: 'workflow', text: ({ workflow }) => workflow },
  { head: 'outcome', text: ({ outcome }) => outcome },
  { head: 'finished', text: ({ finishedAt }) => `${finishedAt.slice(0, 19)}Z` },
  {
    head: 'time',
    text: ({ startedAt, finishedAt }) => timeText((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000),
  },
  { head: 'items', text: ({ items }) => countText(items?.total) },
  { head: 'failed', text: ({ items }) => countText(items?.dead) },
  { head: 'commits', text: ({ result }) => countText(result?.commits ?? 0) },
  { head: 'cost', text: ({ usage }) => (usage ? `$${usage.costUsd.toFixed(2)}` : '') },
  { head: 'result', text: ({ result }) => result?.branch ?? '', wide: true },
  { head: 'reason', text: ({ reason = '' }) => printable(reason), wide: true },
];

const countText = (count: number | undefined): string => (count === undefined ? '' : String(count));
