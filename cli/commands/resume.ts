import { resolve } from 'node:path';
import { composeWorkflow } from '../../language/compose/compose-workflow';
import { repositoryAt } from '../../runtime/adapters/local/create-repository';
import { type KeptRequest, keptRequest } from '../../runtime/adapters/local/kept-request';
import { RunFolder, textOf } from '../../runtime/adapters/local/run-folder';
import { resumeLocal } from '../../runtime/programs/local';
import { CliError, Status } from '../cli-error';
import { type LocalRunFlags, runWithReport } from '../local-run';
import { unfinishedRuns } from '../local-runs';
import { sourceFiles } from '../source-files';
import type { Terminal } from '../terminal';

interface ResumeFlags extends LocalRunFlags {
  readonly path?: string;
}

/**
 * Resume a local run that was interrupted or killed.
 * @param named default: the last started run of this repository that has not ended.
 */
export async function resumeHere(named: string | undefined, flags: ResumeFlags, terminal: Terminal): Promise<void> {
  const runId = named ?? (await newestHere(flags, terminal));
  if (!flags.quiet) await tellWhatChanged(runId, terminal);
  await runWithReport(flags, terminal, (surroundings) => resumeLocal({ ...surroundings, runId }));
}

async function newestHere({ path = '.', quiet }: ResumeFlags, terminal: Terminal): Promise<string> {
  const repository = await repositoryAt(resolve(terminal.cwd, path)).catch((error: Error) => {
    throw new CliError(error.message);
  });
  const all = await unfinishedRuns(terminal.home);
  const newest = all.find((run) => run.repository === repository);
  if (newest) {
    if (!quiet) terminal.progress(`continuing run ${newest.runId}\n`);
    return newest.runId;
  }
  const others = all.map((run) => `\n  ${run.runId} of ${run.repository}`).join('');
  throw new CliError(
    `no run of ${repository} waits to be continued${others && `: name one of another repository:${others}`}`,
    Status.CONFLICT,
  );
}

/** A run resumes with its original workflow, so that what is done and what is left fit together. */
async function tellWhatChanged(runId: string, terminal: Terminal): Promise<void> {
  const kept = await keptRequest(new RunFolder(terminal.home, runId)).catch(() => undefined);
  if (kept?.workflowPath === undefined) return;
  const now = await textNow(kept, kept.workflowPath, terminal);
  if (now !== kept.workflowText)
    terminal.progress(`${kept.workflowFile} has changed: run ${runId} continues with the workflow it started with\n`);
}

async function textNow(kept: KeptRequest, path: string, { cwd }: Terminal): Promise<string | undefined> {
  const text = await textOf(path).catch(() => undefined);
  if (text === undefined || text === kept.workflowText) return text;
  const choices = { parameters: Object.keys(kept.parameters ?? {}), profile: kept.profile };
  return composeWorkflow(text, kept.workflowFile, sourceFiles(path, cwd), choices).text;
}
