import type { Report } from '../../contract/report';
import type { WhichCluster } from '../cluster/reach';
import type { ListFormat } from '../list-formats';
import { single } from '../listing';
import { reportText } from '../report-text';

export interface StatusFlags extends WhichCluster {
  readonly output?: ListFormat;
  /** Show it again whenever it changes. */
  readonly watch?: boolean;
}

/** Status at one moment. */
export interface StatusAnswer {
  /** Text in the requested format; empty if there is nothing to show. */
  readonly text: string;
  /** Message to print along with it. */
  readonly remark?: string;
  /** Whether nothing will change any more. */
  readonly isOver: boolean;
}

/** Answer for a run that has ended. */
export const ended = (report: Report, { output }: StatusFlags): StatusAnswer => ({
  text: single(report, report.runId, output) ?? reportText(report),
  isOver: true,
});
