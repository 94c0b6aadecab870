import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { RUN_ID_PATTERN } from '../../../contract/names';

/** The files of a local run, all under `~/.prodigy/runs/<run>`. */
export class RunFolder {
  public readonly path: string;

  public constructor(
    home: string,
    public readonly runId: string,
  ) {
    this.path = join(runsOf(home), runId);
  }

  /** What the run was asked to do; exists once the run has begun. */
  public get request(): string {
    return join(this.path, 'request.json');
  }

  /** Text of the workflow as executed. */
  public get workflow(): string {
    return join(this.path, 'workflow.yaml');
  }

  public get journal(): string {
    return join(this.path, 'journal.jsonl');
  }

  /** Results of attempts. */
  public get results(): string {
    return join(this.path, 'results.jsonl');
  }

  /** Exists once the run has ended. */
  public get report(): string {
    return join(this.path, 'report.json');
  }

  public get lock(): string {
    return join(this.path, 'lock');
  }

  /** Process id of the guardian, which ends the run's commands if the run is killed. */
  public get guardian(): string {
    return join(this.path, 'guardian');
  }

  /** The run's bare repository. */
  public get repository(): string {
    return join(this.path, 'run.git');
  }

  /** Bare repositories of the run's submodules. */
  public get modules(): string {
    return join(this.path, 'modules');
  }
}

const runsOf = (home: string): string => join(home, '.prodigy', 'runs');

/** The runs on this machine, sorted by id. */
export async function runFolders(home: string): Promise<RunFolder[]> {
  const names = await readdir(runsOf(home)).catch(() => [] as string[]);
  const runs = names.filter((name) => RUN_ID_PATTERN.test(name)).sort();
  return runs.map((runId) => new RunFolder(home, runId));
}

/** Folder of a run's event files: one file for each start or resume. */
export const eventsFolder = (home: string, run: { readonly repository: string; readonly runId: string }): string =>
  join(home, '.prodigy', 'events', basename(run.repository), run.runId);

/**
 * Path of an event file.
 * @param at when the run was started or resumed, in milliseconds since 1970.
 */
export const eventFile = (home: string, run: Parameters<typeof eventsFolder>[1], at: number): string =>
  join(eventsFolder(home, run), `events-${new Date(at).toISOString().replace(/[-:]/g, '')}.jsonl`);

/** Text of a file; undefined if there is none. */
export async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
