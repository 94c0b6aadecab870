import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { StampedEntry } from '../../contract/journal';
import { Limit } from '../../contract/limits';
import { MAX_RUN_ID_LENGTH, RUN_ID_PATTERN, resultBranch } from '../../contract/names';
import type { Parameters } from '../../contract/parameters';
import { Ref } from '../../contract/refs';
import type { Report } from '../../contract/report';
import { workflowSlug } from '../../language/slug';
import type { MapReduceWorkflow, Workflow } from '../../language/workflow';
import { systemClock } from '../adapters/clock/system-clock';
import { removeFolder } from '../adapters/files/remove-folder';
import { writeWhole } from '../adapters/files/write-file';
import { git } from '../adapters/git/git';
import { createRunRepository, repositoryAt } from '../adapters/local/create-repository';
import { FileJournal } from '../adapters/local/file-journal';
import { LocalRepository } from '../adapters/local/local-repository';
import { onlyLeader } from '../adapters/local/only-leader';
import { mergeIntoCurrentBranch } from '../adapters/local/publish';
import { lockRun } from '../adapters/local/run-lock';
import { LineLog } from '../adapters/log/line-log';
import { ChildProcesses } from '../adapters/processes/child-processes';
import { MemoryQueue } from '../adapters/queue/memory-queue';
import { ModulesFromCheckout } from '../adapters/submodules/from-checkout';
import { Submodules } from '../adapters/submodules/submodules';
import { WorktreeWorkspace } from '../adapters/worktrees/worktree-workspace';
import { Worktrees } from '../adapters/worktrees/worktrees';
import type { Engine } from '../engine/engine';
import { lead } from '../engine/lead';
import { mustBeRunnable } from '../engine/not-yet';
import { stateOf } from '../engine/run-state';
import { work } from '../engine/work';
import { exitCodeOf, reportOf } from '../server/report';
import { secretsHere } from './workflow-secrets';

export interface LocalRequest {
  readonly workflow: Workflow;
  /** A folder of the repository to work on; the run starts from its HEAD and never touches its files. */
  readonly repositoryPath: string;
  /** Value of `$ARG`. Default: the run has none. */
  readonly argument?: string;
  /** Values for `${name}` and `$name`, by name. Default: none. */
  readonly parameters?: Parameters;
  /** Items at once. Default: the workflow's `max_parallel`, else 10. */
  readonly maxParallel?: number;
  /** Name of the run; one that was interrupted goes on. Default: the workflow's name and eight random digits. */
  readonly runId?: string;
  /** Fast-forward the current branch to the result once the run is complete, where the checkout is clean. */
  readonly mergeIntoCurrentBranch: boolean;
  /** Home folder: runs lie under `.prodigy` in it. */
  readonly home: string;
  /** Environment of the command line; steps see the allow-listed part of it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Fires when the user interrupts. */
  readonly signal: AbortSignal;
  /** Told what happens, one line at a time. Default: nobody is. */
  readonly onProgress?: (line: string) => void;
}

/** Where a local run keeps what it needs. */
interface Place {
  readonly runId: string;
  /** Top folder of the user's repository. */
  readonly origin: string;
  /** `~/.prodigy/runs/<run>`: repository, journal, report. */
  readonly folder: string;
  readonly repository: string;
  readonly modules: string;
  readonly worktrees: string;
}

/**
 * Run a workflow on this machine. The result is a branch `prodigy/<run>` of the user's repository.
 * @returns the report, which is kept beside the journal; `cancelled` where the user interrupted: the same run id goes on.
 * @throws Error where the run cannot start: a workflow that cannot be run yet, no repository, a run id that is taken.
 */
export async function runLocal(request: LocalRequest): Promise<Report> {
  mustBeRunnable(request.workflow);
  const place = await placeOf(request);
  const unlock = await lockRun(join(place.folder, 'lock'), place.runId);
  try {
    const journal = new FileJournal(join(place.folder, 'journal.jsonl'), systemClock);
    if (stateOf(await journal.read()).finished)
      throw new Error(`run ${place.runId} has ended: name another with '--run-id'`);
    await createRunRepository(place.origin, place.repository, request.home);
    await runEngine(request, await engineOf(request, place, journal));
    return await conclude(request, place, journal);
  } finally {
    await removeFolder(place.worktrees);
    await unlock();
  }
}

async function placeOf(request: LocalRequest): Promise<Place> {
  const runId = request.runId ?? `${workflowSlug(request.workflow.name)}-${randomBytes(4).toString('hex')}`;
  if (!RUN_ID_PATTERN.test(runId) || runId.length > MAX_RUN_ID_LENGTH)
    throw new Error(
      `'--run-id' must be lower-case letters, digits and dashes, at most ${MAX_RUN_ID_LENGTH}, got ${runId}`,
    );
  const origin = await repositoryAt(request.repositoryPath);
  const folder = join(request.home, '.prodigy', 'runs', runId);
  const worktrees = join(request.home, '.prodigy', 'worktrees', basename(origin), runId);
  const [repository, modules] = [join(folder, 'run.git'), join(folder, 'modules')];
  return { runId, origin, folder, repository, modules, worktrees };
}

async function engineOf(request: LocalRequest, place: Place, journal: FileJournal): Promise<Engine> {
  const { runId, origin, repository } = place;
  const { workflow, argument, parameters, env } = request;
  const targetBranch = (await git(['branch', '--show-current'], { cwd: origin })) || 'main';
  const worktrees = new Worktrees(repository, place.worktrees);
  const modules = new ModulesFromCheckout(place.modules, origin);
  const local = new LocalRepository(repository, origin, resultBranch(runId));
  return {
    workflow,
    run: { runId, targetBranch, argument, parameters },
    processes: new ChildProcesses({ env, temporary: env.TMPDIR ?? tmpdir() }),
    workspace: new WorktreeWorkspace(runId, local, worktrees, new Submodules(modules, { repository, address: origin })),
    journal,
    queue: new MemoryQueue(),
    clock: systemClock,
    log: new LineLog(request.onProgress ?? (() => undefined)),
    claudeEnvironment: async () => claudeKeys(env),
    secretValues: () => secretsHere(workflow.secrets, env, origin),
    remembered: new Map(),
    pace: { pollMs: 50 },
  };
}

/** Leader and workers side by side, until the leader is done or one of them is in trouble. */
async function runEngine(request: LocalRequest, engine: Engine): Promise<void> {
  const leadership = await onlyLeader.campaign(request.signal);
  const over = new AbortController();
  const stop = AbortSignal.any([request.signal, over.signal]);
  const roles = [() => lead(engine, leadership!, stop), ...workers(request, engine, stop)];
  const ends = await Promise.allSettled(roles.map((role) => role().finally(() => over.abort())));
  await engine.queue.close();
  const trouble = ends.find((end) => end.status === 'rejected');
  if (trouble) throw trouble.reason;
}

function workers(request: LocalRequest, engine: Engine, stop: AbortSignal): (() => Promise<void>)[] {
  const { workflow } = request;
  if (workflow.mode === 'standard') return [];
  const count = request.maxParallel ?? workflow.map.maxParallel ?? Limit.DEFAULT_AGENTS;
  return Array.from({ length: count }, () => () => work({ ...engine, workflow } as Engine<MapReduceWorkflow>, stop));
}

async function conclude(request: LocalRequest, place: Place, journal: FileJournal): Promise<Report> {
  const entries = await journal.read();
  const { finished } = stateOf(entries);
  const report = await reportFor(request, place, entries);
  if (finished === undefined) return report;
  await writeWhole(join(place.folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  if (report.result) await handOver(request, place.origin, report.result.branch);
  if (report.outcome === 'complete')
    for (const path of [place.repository, place.modules]) await rm(path, { recursive: true, force: true });
  return report;
}

async function reportFor(request: LocalRequest, place: Place, entries: readonly StampedEntry[]): Promise<Report> {
  const base = await git(['rev-parse', Ref.BASE], { cwd: place.repository });
  const interrupted = { outcome: 'cancelled', reason: `interrupted: '--run-id ${place.runId}' goes on` } as const;
  const { outcome, reason } = stateOf(entries).finished ?? interrupted;
  const at = (entry: StampedEntry | undefined): string => new Date(entry?.at ?? systemClock.now()).toISOString();
  const facts = {
    runId: place.runId,
    workflow: request.workflow.name,
    outcome,
    reason,
    exitCode: exitCodeOf(outcome, false),
    startedAt: at(entries[0]),
    finishedAt: at(entries.at(-1)),
    base,
    result: outcome === 'complete' ? await resultOf(place, base) : undefined,
  };
  return reportOf(facts, entries);
}

async function handOver(request: LocalRequest, origin: string, branch: string): Promise<void> {
  const told = request.mergeIntoCurrentBranch
    ? await mergeIntoCurrentBranch(origin, branch)
    : `merge it with: git merge ${branch}`;
  request.onProgress?.(told);
}

async function resultOf(place: Place, base: string): Promise<Report['result']> {
  const inRun = { cwd: place.repository };
  const commit = await git(['for-each-ref', '--format=%(objectname)', Ref.RESULT], inRun);
  if (commit === '') return undefined;
  const commits = Number(await git(['rev-list', '--count', `${base}..${commit}`], inRun));
  return { branch: resultBranch(place.runId), commit, commits };
}

/** On the user's own machine claude may also know its login from the home folder. */
function claudeKeys(env: LocalRequest['env']): Record<string, string> {
  const names = ['ANTHROPIC_API_KEY', 'CLAUDE_API_KEY'];
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}
