import type { Progress } from '../../contract/progress';
import type { Report } from '../../contract/report';
import { printable } from '../../runtime/adapters/log/printable';
import { type Column, listing } from '../listing';
import type { StatusAnswer, StatusFlags } from './status-answer';

/** One line of the overview. */
export interface Row {
  readonly run: string;
  readonly workflow: string;
  readonly state: string;
  readonly agents: string;
  /** Number of ended, all and failed items. */
  readonly items: string;
  readonly result: string;
  /** Why it is not complete. */
  readonly reason?: string;
}

/** Row of a run that has ended. */
export function reportRow(report: Report): Row {
  const result = report.result ? `${report.result.branch} ${report.result.commit.slice(0, 12)}` : '';
  const reason = report.reason === undefined ? undefined : printable(report.reason);
  const { runId: run, workflow, outcome: state } = report;
  return { run, workflow, state, agents: '', items: itemsCell(report.items), result, reason };
}

/** `12/60`, `12/60 (1 failed)`. */
export function itemsCell(items: Progress['items']): string {
  if (items === undefined) return '';
  const { total, merged, unchanged, dead, skipped } = items;
  const failed = dead > 0 ? ` (${dead} failed)` : '';
  return `${merged + unchanged + dead + skipped}/${total}${failed}`;
}

const column = (head: keyof Row, wide = false): Column<Row> => ({ head, text: (row) => row[head] ?? '', wide });
const COLUMNS: [Column<Row>, ...Column<Row>[]] = [
  column('run'),
  ...(['workflow', 'state', 'agents', 'items', 'result'] as const).map((head) => column(head)),
  column('reason', true),
];

/** The overview; without runs, scripts get an empty list. Local runs have no agents column. */
export function overview(rows: readonly Row[], { output, cluster }: StatusFlags): StatusAnswer {
  if (rows.length === 0 && output !== 'json') return { text: '', remark: 'no runs\n', isOver: false };
  const [run, ...others] = COLUMNS;
  const shown = cluster === undefined ? others.filter(({ head }) => head !== 'agents') : others;
  return { text: listing(rows, [run, ...shown], output), isOver: false };
}
