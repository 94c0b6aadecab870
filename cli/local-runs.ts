import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RUN_ID_PATTERN } from '../contract/names';
import type { Report } from '../contract/report';

const runsFolder = (home: string): string => join(home, '.prodigy', 'runs');

/** A run of this machine; without a report it is under way, or was interrupted and can go on. */
export interface LocalRun {
  readonly runId: string;
  readonly report?: Report;
}

/** The runs of this machine, by run id. */
export async function localRuns(home: string): Promise<LocalRun[]> {
  const names = await readdir(runsFolder(home)).catch(() => [] as string[]);
  const runs = names.filter((name) => RUN_ID_PATTERN.test(name)).sort();
  return Promise.all(runs.map(async (runId) => ({ runId, report: await localReport(home, runId) })));
}

/** The report of one run; undefined where there is none. */
async function localReport(home: string, runId: string): Promise<Report | undefined> {
  if (!RUN_ID_PATTERN.test(runId)) return undefined;
  try {
    return JSON.parse(await readFile(join(runsFolder(home), runId, 'report.json'), 'utf8')) as Report;
  } catch {
    return undefined;
  }
}
