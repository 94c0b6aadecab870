import type { Report } from '../../contract/report';
import type { WhichCluster } from '../cluster/reach';
import type { ListFormat } from '../list-formats';
import { single } from '../listing';
import { reportText } from '../report-text';

export interface StatusFlags extends WhichCluster {
  readonly output?: ListFormat;
  /** Show it again where it has changed. */
  readonly watch?: boolean;
}

/** How things stand at a moment. */
export interface StatusAnswer {
  /** As it was asked for; empty where there is nothing to show. */
  readonly text: string;
  /** To be said beside it. */
  readonly remark?: string;
  /** Whether nothing will change any more. */
  readonly isOver: boolean;
}

/** Of one run that has ended. */
export const ended = (report: Report, { output }: StatusFlags): StatusAnswer => ({
  text: single(report, report.runId, output) ?? reportText(report),
  isOver: true,
});
