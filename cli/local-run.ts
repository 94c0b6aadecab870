import type { Report } from '../contract/report';
import type { LocalSurroundings } from '../runtime/programs/local';
import { CliError, Status } from './cli-error';
import { agents } from './cluster/agents';
import { reportText } from './report-text';
import type { Terminal } from './terminal';
import { untilInterrupted } from './until-interrupted';

/** Flags of every command that runs something on this machine. */
export interface LocalRunFlags {
  readonly maxParallel?: string;
  readonly yes?: boolean;
  readonly quiet?: boolean;
  readonly output?: 'json';
}

/** Have a run begin or go on here, tell of it while it runs, and print its report. */
export async function runWithReport(
  flags: LocalRunFlags,
  terminal: Terminal,
  run: (surroundings: LocalSurroundings) => Promise<Report>,
): Promise<void> {
  const interruption = untilInterrupted(terminal);
  const report = await run({
    mergeIntoCurrentBranch: flags.yes === true,
    maxParallel: agents(flags.maxParallel),
    home: terminal.home,
    env: terminal.env,
    signal: interruption.signal,
    onProgress: flags.quiet ? undefined : (line) => terminal.progress(`${line}\n`),
  }).catch((error: Error) => {
    throw error instanceof CliError ? error : new CliError(error.message, Status.RUN_FAILED);
  });
  terminal.out(flags.output === 'json' ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
  if (report.outcome === 'cancelled') terminal.progress(`go on with: prodigy-k8s resume ${report.runId}\n`);
  if (report.outcome !== 'complete') terminal.setStatus(interruption.status() ?? Status.RUN_FAILED);
}
