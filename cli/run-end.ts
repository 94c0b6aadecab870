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
 * Print the report of a run that has ended. The exit status tells whether the run is complete; whether items failed,
 * which the run's own error policy has judged already, only where somebody wants it so.
 * @param interrupted status of an interruption, in place of that of a failed run.
 */
export function tellEnd(report: Report, flags: RunEndFlags, terminal: Terminal, interrupted?: number): void {
  terminal.out(flags.output === 'json' ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
  const failedItems = flags.failOnItemFailure ? (report.items?.dead ?? 0) + (report.items?.skipped ?? 0) : 0;
  if (report.outcome !== 'complete') terminal.setStatus(interrupted ?? Status.RUN_FAILED);
  else if (failedItems > 0) terminal.setStatus(Status.RUN_FAILED);
}
