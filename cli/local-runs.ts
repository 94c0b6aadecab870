import type { Report } from '../contract/report';
import { type KeptRequest, keptRequest } from '../runtime/adapters/local/kept-request';
import { type RunFolder, runFolders, textOf } from '../runtime/adapters/local/run-folder';
import { CliError, Status } from './cli-error';

/** A local run; without a report it is in progress, or was interrupted and can be resumed. */
export interface LocalRun {
  readonly runId: string;
  readonly report?: Report;
}

/** The local runs, by run id. */
export async function localRuns(home: string): Promise<LocalRun[]> {
  const folders = await runFolders(home);
  return Promise.all(folders.map(async (folder) => ({ runId: folder.runId, report: await reportOf(folder) })));
}

/** The requests of the local runs that have not ended, newest first. */
export async function unfinishedRuns(home: string): Promise<KeptRequest[]> {
  const folders = await runFolders(home);
  const kept = await Promise.all(
    folders.map(async (folder) => ((await reportOf(folder)) ? undefined : keptRequest(folder).catch(() => undefined))),
  );
  return kept.filter((run) => run !== undefined).sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}

/** The report of one run; undefined if there is none. */
async function reportOf(folder: RunFolder): Promise<Report | undefined> {
  try {
    const text = await textOf(folder.report);
    return text === undefined ? undefined : (JSON.parse(text) as Report);
  } catch {
    return undefined;
  }
}

/** The error for a run that does not exist locally. */
export const noRunHere = (runId: string): CliError =>
  new CliError(`there is no run ${runId} here: see prodigy-k8s status`, Status.CONFLICT);
