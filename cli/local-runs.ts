import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RUN_ID_PATTERN } from '../contract/names';
import type { Report } from '../contract/report';

const runsFolder = (home: string): string => join(home, '.prodigy', 'runs');

/** Reports of the finished runs of this machine, by run id. */
export async function localReports(home: string): Promise<Report[]> {
  const names = await readdir(runsFolder(home)).catch(() => [] as string[]);
  const reports = await Promise.all(names.sort().map((name) => localReport(home, name)));
  return reports.filter((report) => report !== undefined);
}

/** The report of one run; undefined where there is none. */
export async function localReport(home: string, runId: string): Promise<Report | undefined> {
  if (!RUN_ID_PATTERN.test(runId)) return undefined;
  try {
    return JSON.parse(await readFile(join(runsFolder(home), runId, 'report.json'), 'utf8')) as Report;
  } catch {
    return undefined;
  }
}
