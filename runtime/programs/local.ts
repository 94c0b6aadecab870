import { randomBytes } from 'node:crypto';
import type { Item } from '../../contract/journal';
import { MAX_RUN_ID_LENGTH, RUN_ID_PATTERN } from '../../contract/names';
import type { Parameters } from '../../contract/parameters';
import type { Report } from '../../contract/report';
import { loadWorkflow } from '../../language/parse-workflow';
import { workflowSlug } from '../../language/slug';
import type { Workflow } from '../../language/workflow';
import { systemClock } from '../adapters/clock/system-clock';
import { git } from '../adapters/git/git';
import { repositoryAt } from '../adapters/local/create-repository';
import { type KeptRequest, keepRequest, keptRequest } from '../adapters/local/kept-request';
import { NotBegun } from '../adapters/local/not-begun';
import { RunFolder, textOf } from '../adapters/local/run-folder';
import { lockRun } from '../adapters/local/run-lock';
import type { PrintLine } from '../adapters/log/line-log';
import type { Listener } from '../ports/notice';
import { carryOn, type LocalRun, removeRemains } from './local-run';

/** Where and how a local run happens, now and each time that it goes on. */
export interface LocalSurroundings {
  /**
   * Fast-forward the current branch to the result once the run is complete, where the checkout is clean. A function is
   * asked then, with the name of the result's branch.
   */
  readonly mergeIntoCurrentBranch: boolean | ((branch: string) => Promise<boolean>);
  /** Home folder: runs lie under `.prodigy` in it. */
  readonly home: string;
  /** Environment of the command line; steps see the allow-listed part of it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Fires when the user interrupts. */
  readonly signal: AbortSignal;
  /** Fires when nothing more is to be begun, and the run is to pause once what is at work has ended. Default: never. */
  readonly draining?: AbortSignal;
  /** Told what happens, one line at a time. Default: nobody is. */
  readonly onProgress?: PrintLine;
  /** Told what happens, for those who draw it. Default: nobody is. */
  readonly onNotice?: Listener;
  /** File for the run's numbers, in Prometheus' text format. Default: none. */
  readonly metricsFile?: string;
  /** Items at once. Default: as the run began, else the workflow's `max_parallel`, else 10. */
  readonly maxParallel?: number;
}

/** A run to begin. */
export interface LocalRequest extends LocalSurroundings {
  readonly workflow: Workflow;
  /** What the workflow was read from, all of it: the run keeps it. */
  readonly workflowText: string;
  /** Absolute path of the workflow file. Default: it is from no file. */
  readonly workflowPath?: string;
  /** The profile that the workflow was read with. Default: none. */
  readonly profile?: string;
  /** A folder of the repository to work on; the run starts from its HEAD and never touches its files. */
  readonly repositoryPath: string;
  /** Value of `$ARG`. Default: the run has none. */
  readonly argument?: string;
  /** Values for `${name}` and `$name`, by name. Default: none. */
  readonly parameters?: Parameters;
  /** Items in place of those that `map.input` names. Default: those. */
  readonly items?: readonly Item[];
  /** Name of the run. Default: the workflow's name and eight random digits. */
  readonly runId?: string;
}

/** A run to go on with. */
export interface LocalResumption extends LocalSurroundings {
  readonly runId: string;
}

/**
 * Run a workflow on this machine. The result is a branch `prodigy/<run>` of the user's repository.
 * @returns the report, which is kept beside the journal; `cancelled` where the user interrupted: {@link resumeLocal}
 * goes on.
 * @throws NotBegun where the run cannot start: no repository, a run id that is taken.
 */
export async function runLocal(request: LocalRequest): Promise<Report> {
  const kept = await begun(request);
  const folder = new RunFolder(request.home, kept.runId);
  return holding(folder, async () => {
    if ((await textOf(folder.journal)) !== undefined || (await keptRequest(folder)) !== undefined)
      throw new NotBegun(
        `'--run-id' must be of no other run, got ${kept.runId}: ` +
          `go on with 'prodigy-k8s resume ${kept.runId}', or name another`,
        'state',
      );
    await keepRequest(folder, kept);
    return carryOn({ kept, folder, workflow: request.workflow, surroundings: request });
  });
}

/**
 * Go on with a run of this machine that was interrupted or killed, with what it began with.
 * @throws NotBegun where there is no such run, it has ended, or it is under way.
 */
export async function resumeLocal(request: LocalResumption): Promise<Report> {
  const folder = new RunFolder(request.home, request.runId);
  const kept = RUN_ID_PATTERN.test(request.runId) ? await keptRequest(folder) : undefined;
  if (kept === undefined) throw new NotBegun(`there is no run ${request.runId} here: see prodigy-k8s status`, 'state');
  return holding(folder, async () => {
    const workflow = workflowOf(kept);
    const run: LocalRun = { kept, folder, workflow, surroundings: request };
    if ((await textOf(folder.report)) !== undefined) {
      await removeRemains(run);
      throw new NotBegun(
        `run ${kept.runId} has ended: see prodigy-k8s status ${kept.runId}, or begin another`,
        'state',
      );
    }
    return carryOn(run);
  });
}

/** Do something while no other process holds the run. */
export async function holding<T>(folder: RunFolder, act: () => Promise<T>): Promise<T> {
  const unlock = await lockRun(folder.lock, folder.runId);
  try {
    return await act();
  } finally {
    await unlock();
  }
}

/** The workflow as it began, whatever became of its file. */
export function workflowOf({ workflowText, workflowFile, parameters, profile }: KeptRequest): Workflow {
  return loadWorkflow(workflowText, workflowFile, { parameters: Object.keys(parameters ?? {}), profile });
}

/**
 * What a run keeps of its request. Git is asked, nothing is written.
 * @throws NotBegun where the run id cannot be one, or the path is in no repository.
 */
export async function begun(request: LocalRequest): Promise<KeptRequest> {
  const { workflow, workflowText, workflowPath, argument, parameters, profile, maxParallel, items } = request;
  const runId = request.runId ?? `${workflowSlug(workflow.name)}-${randomBytes(4).toString('hex')}`;
  if (!RUN_ID_PATTERN.test(runId) || runId.length > MAX_RUN_ID_LENGTH)
    throw new NotBegun(
      `'--run-id' must be lower-case letters, digits and dashes, at most ${MAX_RUN_ID_LENGTH}, got ${runId}`,
      'request',
    );
  const repository = await repositoryAt(request.repositoryPath);
  const base = await git(['rev-parse', '--verify', 'HEAD^{commit}'], { cwd: repository });
  const targetBranch = (await git(['branch', '--show-current'], { cwd: repository })) || 'main';
  const given = { argument, parameters, profile, maxParallel, items };
  const workflowFile = workflow.file;
  const startedAt = new Date(systemClock.now()).toISOString();
  return { runId, workflowFile, workflowText, workflowPath, repository, base, targetBranch, ...given, startedAt };
}
