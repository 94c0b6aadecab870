import type { Report } from '../contract/report';
import { type KeptRequest, keptRequest } from '../runtime/adapters/local/kept-request';
import { type RunFolder, runFolders, textOf } from '../runtime/adapters/local/run-folder';
import { CliError, Status } from './cli-error';

/** A run of this machine; without a report it is under way, or was interrupted and can go on. */
export interface LocalRun {
  readonly runId: string;
  readonly report?: Report;
}

/** The runs of this machine, by run id. */
export async function localRuns(home: string): Promise<LocalRun[]> {
  const folders = await runFolders(home);
  return Promise.all(folders.map(async (folder) => ({ runId: folder.runId, report: await reportOf(folder) })));
}

/** What the runs of this machine that have not ended were asked to do, the newest first. */
export async function unfinishedRuns(home: string): Promise<KeptRequest[]> {
  const folders = await runFolders(home);
  const kept = await Promise.all(
    folders.map(async (folder) => ((await reportOf(folder)) ? undefined : keptRequest(folder).catch(() => undefined))),
  );
  return kept.filter((run) => run !== undefined).sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}

/** The report of one run; undefined where there is none. */
async function reportOf(folder: RunFolder): Promise<Report | undefined> {
  try {
    const text = await textOf(folder.report);
    return text === undefined ? undefined : (JSON.parse(text) as Report);
  } catch {
    return undefined;
  }
}

/** What is said of a run that is not on this machine. */
export const noRunHere = (runId: string): CliError =>
  new CliError(`there is no run ${runId} here: see prodigy-k8s status`, Status.CONFLICT);
