import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Limit } from '../../contract/limits';
import { resultBranch } from '../../contract/names';
import type { Report } from '../../contract/report';
import type { MapReduceWorkflow, Workflow } from '../../language/workflow';
import { systemClock } from '../adapters/clock/system-clock';
import { claudeHome } from '../adapters/files/claude-home';
import { EventLog } from '../adapters/files/event-log';
import { removeFolder } from '../adapters/files/remove-folder';
import { writeWhole } from '../adapters/files/write-file';
import { settleAfterKill } from '../adapters/local/after-kill';
import { createRunRepository } from '../adapters/local/create-repository';
import { FileJournal } from '../adapters/local/file-journal';
import type { KeptRequest } from '../adapters/local/kept-request';
import { KeptResults } from '../adapters/local/kept-results';
import { LocalRepository } from '../adapters/local/local-repository';
import { onlyLeader } from '../adapters/local/only-leader';
import { eventFile, type RunFolder } from '../adapters/local/run-folder';
import { WatchedJournal, WatchedQueue } from '../adapters/local/watched';
import { LineLog } from '../adapters/log/line-log';
import { ChildProcesses } from '../adapters/processes/child-processes';
import { Guardian } from '../adapters/processes/guardian';
import { MemoryQueue } from '../adapters/queue/memory-queue';
import { ModulesFromCheckout } from '../adapters/submodules/from-checkout';
import { Submodules } from '../adapters/submodules/submodules';
import { WorktreeWorkspace } from '../adapters/worktrees/worktree-workspace';
import { Worktrees } from '../adapters/worktrees/worktrees';
import type { Engine } from '../engine/engine';
import { lead } from '../engine/lead';
import { phaseSteps } from '../engine/phase-steps';
import { attemptsIn, stateOf } from '../engine/run-state';
import { work } from '../engine/work';
import type { Journal } from '../ports/journal';
import type { Listener } from '../ports/notice';
import type { LocalSurroundings } from './local';
import { conclude } from './local-end';
import { secretsHere } from './workflow-secrets';

/** A run of this machine, held by this process. */
export interface LocalRun {
  readonly kept: KeptRequest;
  readonly folder: RunFolder;
  readonly workflow: Workflow;
  readonly surroundings: LocalSurroundings;
}

/** Take a run from wherever it stands to its end, or as far as the user lets it. */
export async function carryOn(run: LocalRun): Promise<Report> {
  const { folder, kept } = run;
  const journal = new FileJournal(folder.journal, systemClock);
  await settleAfterKill(folder, worktreesOf(run));
  try {
    if (!stateOf(await journal.read()).finished) {
      await createRunRepository({ ...kept, path: folder.repository, home: run.surroundings.home });
      await telling(run, journal, (tell) => runGuarded(run, journal, tell));
    }
    const report = await conclude(run, journal);
    if (report.outcome === 'complete') await removeRemains(run);
    return report;
  } finally {
    await removeFolder(worktreesOf(run));
  }
}

/** Remove what a run that is complete needs no more. */
export async function removeRemains({ folder }: LocalRun): Promise<void> {
  for (const path of [folder.repository, folder.modules, folder.results])
    await rm(path, { recursive: true, force: true });
}

const worktreesOf = ({ kept, surroundings }: LocalRun): string =>
  join(surroundings.home, '.prodigy', 'worktrees', basename(kept.repository), kept.runId);

/** What happens meanwhile is kept as events and told to the caller. */
async function telling(run: LocalRun, journal: FileJournal, act: (tell: Listener) => Promise<void>): Promise<void> {
  const { kept, surroundings } = run;
  const events = new EventLog(eventFile(surroundings.home, kept, systemClock.now()), kept.runId, logOf(run));
  const tell: Listener = (notice) => {
    events.tell(notice);
    surroundings.onNotice?.(notice);
  };
  const { name: workflow } = run.workflow;
  const entries = await journal.read();
  tell({ type: 'begun', at: systemClock.now(), workflow, phases: phaseSteps(run.workflow), entries });
  try {
    await act(tell);
  } finally {
    if (surroundings.signal.aborted) tell({ type: 'paused', at: systemClock.now() });
    await events.flush();
  }
}

const logOf = ({ surroundings }: LocalRun): LineLog => new LineLog(surroundings.onProgress ?? (() => undefined));

/** The commands of the run end with this process, however it ends. */
async function runGuarded(run: LocalRun, journal: FileJournal, tell: Listener): Promise<void> {
  const guardian = await Guardian.start();
  try {
    await writeWhole(run.folder.guardian, String(guardian.pid));
    const attempts = attemptsIn(stateOf(await journal.read()));
    const told = { journal: new WatchedJournal(journal, systemClock, tell), tell };
    await runEngine(run, await engineOf(run, told, guardian, attempts));
  } finally {
    await guardian.dismiss();
    await rm(run.folder.guardian, { force: true });
  }
}

/** Leader and workers side by side, until the leader is done or one of them is in trouble. */
async function runEngine(run: LocalRun, engine: Engine): Promise<void> {
  const { signal } = run.surroundings;
  const leadership = await onlyLeader.campaign(signal);
  const over = new AbortController();
  const stop = AbortSignal.any([signal, over.signal]);
  const roles = [() => lead(engine, leadership!, stop), ...workers(run, engine, stop)];
  const ends = await Promise.allSettled(roles.map((role) => role().finally(() => over.abort())));
  await engine.queue.close();
  const trouble = ends.find((end) => end.status === 'rejected');
  if (trouble) throw trouble.reason;
}

/** A journal, and who hears of what happens beside it. */
interface Told {
  readonly journal: Journal;
  readonly tell: Listener;
}

/** @param attempts number of the last attempt at each item before this process. */
async function engineOf(
  run: LocalRun,
  { journal, tell }: Told,
  guardian: Guardian,
  attempts: Map<string, number>,
): Promise<Engine> {
  const { kept, folder, workflow, surroundings } = run;
  const { runId, repository: origin, targetBranch, argument, parameters, items } = kept;
  const { env } = surroundings;
  const worktrees = new Worktrees(folder.repository, worktreesOf(run));
  const modules = new ModulesFromCheckout(folder.modules, origin);
  const local = new LocalRepository(folder.repository, origin, resultBranch(runId));
  const submodules = new Submodules(modules, { repository: folder.repository, address: origin });
  return {
    workflow,
    run: { runId, targetBranch, argument, parameters, items },
    processes: new ChildProcesses({ env, temporary: env.TMPDIR ?? tmpdir(), guardian }),
    workspace: new WorktreeWorkspace(runId, local, worktrees, submodules),
    journal,
    queue: new WatchedQueue(await KeptResults.open(folder.results, new MemoryQueue(attempts)), systemClock, tell),
    clock: systemClock,
    random: Math.random,
    log: logOf(run),
    claudeEnvironment: async () => claudeKeys(env),
    claudeHome: () => claudeHome(surroundings.home),
    secretValues: () => secretsHere(workflow.secrets, env, origin),
    remembered: new Map(),
    pace: { pollMs: 50 },
  };
}

function workers(
  { kept, workflow, surroundings }: LocalRun,
  engine: Engine,
  stop: AbortSignal,
): (() => Promise<void>)[] {
  if (workflow.mode === 'standard') return [];
  const count = surroundings.maxParallel ?? kept.maxParallel ?? workflow.map.maxParallel ?? Limit.DEFAULT_AGENTS;
  return Array.from({ length: count }, (_, index) => {
    const own = { ...engine, workflow, run: { ...engine.run, agent: `${kept.runId}_agent_${index}` } };
    return () => work(own as Engine<MapReduceWorkflow>, stop);
  });
}

/** On the user's own machine claude may also know its login from the home folder. */
function claudeKeys(env: LocalSurroundings['env']): Record<string, string> {
  const names = ['ANTHROPIC_API_KEY', 'CLAUDE_API_KEY'];
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}
