import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { RUN_ID_PATTERN } from '../../../contract/names';

/** What a local run keeps, all of it under `~/.prodigy/runs/<run>`. */
export class RunFolder {
  public readonly path: string;

  public constructor(
    home: string,
    public readonly runId: string,
  ) {
    this.path = join(runsOf(home), runId);
  }

  /** What the run was asked to do; there from the moment that it has begun. */
  public get request(): string {
    return join(this.path, 'request.json');
  }

  /** Text of the workflow, as it runs. */
  public get workflow(): string {
    return join(this.path, 'workflow.yaml');
  }

  public get journal(): string {
    return join(this.path, 'journal.jsonl');
  }

  /** What attempts at items came to. */
  public get results(): string {
    return join(this.path, 'results.jsonl');
  }

  /** There once the run has ended. */
  public get report(): string {
    return join(this.path, 'report.json');
  }

  public get lock(): string {
    return join(this.path, 'lock');
  }

  /** Number of the process that ends the run's commands where the run is killed. */
  public get guardian(): string {
    return join(this.path, 'guardian');
  }

  /** The run's bare repository. */
  public get repository(): string {
    return join(this.path, 'run.git');
  }

  /** Bare repositories of its submodules. */
  public get modules(): string {
    return join(this.path, 'modules');
  }
}

const runsOf = (home: string): string => join(home, '.prodigy', 'runs');

/** The runs of this machine, by their ids. */
export async function runFolders(home: string): Promise<RunFolder[]> {
  const names = await readdir(runsOf(home)).catch(() => [] as string[]);
  const runs = names.filter((name) => RUN_ID_PATTERN.test(name)).sort();
  return runs.map((runId) => new RunFolder(home, runId));
}

/** Where the events of a run are, one file for each time that it began or went on. */
export const eventsFolder = (home: string, run: { readonly repository: string; readonly runId: string }): string =>
  join(home, '.prodigy', 'events', basename(run.repository), run.runId);

/**
 * Path of a file of events.
 * @param at when the run began or went on, in milliseconds since 1970.
 */
export const eventFile = (home: string, run: Parameters<typeof eventsFolder>[1], at: number): string =>
  join(eventsFolder(home, run), `events-${new Date(at).toISOString().replace(/[-:]/g, '')}.jsonl`);

/** Text of a file; undefined where there is none. */
export async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
