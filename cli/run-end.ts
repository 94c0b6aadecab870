import type { Report } from '../contract/report';
import { Status } from './cli-error';
import { reportText } from './report-text';
import type { Terminal } from './terminal';

/** Flags of every command that waits for the end of a run. */
export interface RunEndFlags {
  readonly output?: 'json';
  readonly failOnItemFailure?: boolean;
}

/**
 * Print the report of a run that has ended. The exit status says whether the run is complete; failed items, which the
 * run's own error policy has already judged, affect it only on request.
 * @param interrupted exit status for an interruption, instead of that of a failed run.
 */
export function tellEnd(report: Report, flags: RunEndFlags, terminal: Terminal, interrupted?: number): void {
  terminal.out(flags.output === 'json' ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
  const failedItems = flags.failOnItemFailure ? (report.items?.dead ?? 0) + (report.items?.skipped ?? 0) : 0;
  if (report.outcome !== 'complete') terminal.setStatus(interrupted ?? Status.RUN_FAILED);
  else if (failedItems > 0) terminal.setStatus(Status.RUN_FAILED);
}
