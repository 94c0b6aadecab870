import { rm, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Report } from '../contract/report';
import { NotBegun } from '../runtime/adapters/local/not-begun';
import type { LocalSurroundings } from '../runtime/programs/local';
import { CliError, Status } from './cli-error';
import { agents } from './cluster/agents';
import { tellerFor } from './progress/teller';
import { type RunEndFlags, tellEnd } from './run-end';
import type { Terminal } from './terminal';
import { untilInterrupted } from './until-interrupted';

/** Flags of every command that runs something locally. */
export interface LocalRunFlags extends RunEndFlags {
  readonly maxParallel?: string;
  readonly yes?: boolean;
  readonly quiet?: boolean;
  readonly metricsFile?: string;
}

/** Start or resume a local run, show its progress, and print its report. */
export async function runWithReport(
  flags: LocalRunFlags,
  terminal: Terminal,
  run: (surroundings: LocalSurroundings) => Promise<Report>,
): Promise<void> {
  const teller = tellerFor(flags, terminal);
  const interruption = untilInterrupted(teller.say);
  const { signal, draining } = interruption;
  const ask = flags.quiet ? undefined : terminal.ask;
  const mayMerge = (branch: string): Promise<boolean> => {
    teller.end();
    return ask ? ask(`merge ${branch} into the current branch? [y/N] `, signal) : Promise.resolve(false);
  };
  const metricsFile = flags.metricsFile && resolve(terminal.cwd, flags.metricsFile);
  if (metricsFile) await mustBeWritable(metricsFile);
  const report = await run({
    mergeIntoCurrentBranch: flags.yes === true || mayMerge,
    maxParallel: agents(flags.maxParallel),
    metricsFile,
    home: terminal.home,
    env: terminal.env,
    signal,
    draining,
    onProgress: teller.print,
    onNotice: teller.notice,
  })
    .finally(() => teller.end())
    .catch((error: Error) => {
      throw error instanceof CliError ? error : new CliError(error.message, statusOf(error));
    });
  tellEnd(report, flags, terminal, interruption.status());
  if (report.outcome === 'cancelled') terminal.progress(`continue with: prodigy-k8s resume ${report.runId}\n`);
}

function statusOf(error: Error): Status {
  if (!(error instanceof NotBegun)) return Status.RUN_FAILED;
  return error.why === 'request' ? Status.USAGE : Status.CONFLICT;
}

/** Checked before the run starts. @throws CliError if no file can be written there. */
async function mustBeWritable(path: string): Promise<void> {
  const draft = `${path}.new`;
  try {
    if ((await stat(path).catch(() => undefined))?.isDirectory()) throw new Error('it is a folder');
    await writeFile(draft, '');
    await rm(draft);
  } catch (error) {
    throw new CliError(`'--metrics-file' must be a file that can be written: ${(error as Error).message}`);
  }
}
