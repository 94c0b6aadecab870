import { randomBytes } from 'node:crypto';
import type { Item } from '../../contract/journal';
import { MAX_RUN_ID_LENGTH, RUN_ID_PATTERN, resultBranch } from '../../contract/names';
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
import { refuseBranchInTheWay } from '../adapters/local/publish';
import { RunFolder, textOf } from '../adapters/local/run-folder';
import { lockRun } from '../adapters/local/run-lock';
import type { PrintLine } from '../adapters/log/line-log';
import type { Listener } from '../ports/notice';
import { carryOn, type LocalRun, removeRemains } from './local-run';

/** Where and how a local run happens, at its start and each time it is resumed. */
export interface LocalSurroundings {
  /**
   * Fast-forward the current branch to the result once the run is complete, if the checkout is clean. A function is
   * called then, with the name of the result's branch.
   */
  readonly mergeIntoCurrentBranch: boolean | ((branch: string) => Promise<boolean>);
  /** Home folder: runs are stored under `.prodigy` in it. */
  readonly home: string;
  /** Environment of the command line; steps inherit its allow-listed part. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Fires when the user interrupts. */
  readonly signal: AbortSignal;
  /** Fires when nothing new should begin, and the run should pause once current work has ended. Default: never. */
  readonly draining?: AbortSignal;
  /** Receives progress messages, one line at a time. Default: none. */
  readonly onProgress?: PrintLine;
  /** Receives events, for progress displays. Default: none. */
  readonly onNotice?: Listener;
  /** File for the run's metrics, in Prometheus' text format. Default: none. */
  readonly metricsFile?: string;
  /** Maximum number of items at once. Default: as when the run began, else the workflow's `max_parallel`, else 10. */
  readonly maxParallel?: number;
}

/** A run to start. */
export interface LocalRequest extends LocalSurroundings {
  readonly workflow: Workflow;
  /** The complete source of the workflow: the run stores it. */
  readonly workflowText: string;
  /** Absolute path of the workflow file. Default: not from a file. */
  readonly workflowPath?: string;
  /** The profile that the workflow was read with. Default: none. */
  readonly profile?: string;
  /** A folder in the repository to work on; the run starts from its HEAD and never touches its files. */
  readonly repositoryPath: string;
  /** Value of `$ARG`. Default: none. */
  readonly argument?: string;
  /** Values for `${name}` and `$name`, by name. Default: none. */
  readonly parameters?: Parameters;
  /** Items to work on instead of those of `map.input`. Default: those. */
  readonly items?: readonly Item[];
  /** Id of the run. Default: the workflow's name and eight random digits. */
  readonly runId?: string;
}

/** A run to resume. */
export interface LocalResumption extends LocalSurroundings {
  readonly runId: string;
}

/**
 * Run a workflow on this machine. The result is a branch `prodigy/<run>` in the user's repository.
 * @returns the report, which is stored beside the journal; `cancelled` if the user interrupted: {@link resumeLocal}
 * goes on.
 * @throws NotBegun if the run cannot start: no repository, a run id that is taken.
 */
export async function runLocal(request: LocalRequest): Promise<Report> {
  const kept = await begun(request);
  const folder = new RunFolder(request.home, kept.runId);
  return holding(folder, async () => {
    if ((await textOf(folder.journal)) !== undefined || (await keptRequest(folder)) !== undefined)
      throw new NotBegun(
        `'--run-id' must not be the id of another run, got ${kept.runId}: ` +
          `continue it with 'prodigy-k8s resume ${kept.runId}', or name another`,
        'state',
      );
    await keepRequest(folder, kept);
    return carryOn({ kept, folder, workflow: request.workflow, surroundings: request });
  });
}

/**
 * Resume an interrupted or killed run on this machine, with its original request.
 * @throws NotBegun if there is no such run, it has ended, or it is in progress.
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
        `run ${kept.runId} has ended: see prodigy-k8s status ${kept.runId}, or start another`,
        'state',
      );
    }
    return carryOn(run);
  });
}

/** Do something while holding the run's lock. */
export async function holding<T>(folder: RunFolder, act: () => Promise<T>): Promise<T> {
  const unlock = await lockRun(folder.lock, folder.runId);
  try {
    return await act();
  } finally {
    await unlock();
  }
}

/** The original workflow, whatever happened to its file. */
export function workflowOf({ workflowText, workflowFile, parameters, profile }: KeptRequest): Workflow {
  return loadWorkflow(workflowText, workflowFile, { parameters: Object.keys(parameters ?? {}), profile });
}

/**
 * The part of a request that a run stores. Reads from git; writes nothing.
 * @throws NotBegun if the run id is not valid, the path is not in a repository, or a branch is in the way of the result's.
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
  await refuseBranchInTheWay(repository, resultBranch(runId));
  const base = await git(['rev-parse', '--verify', 'HEAD^{commit}'], { cwd: repository });
  const targetBranch = (await git(['branch', '--show-current'], { cwd: repository })) || 'main';
  const given = { argument, parameters, profile, maxParallel, items };
  const workflowFile = workflow.file;
  const startedAt = new Date(systemClock.now()).toISOString();
  return { runId, workflowFile, workflowText, workflowPath, repository, base, targetBranch, ...given, startedAt };
}
