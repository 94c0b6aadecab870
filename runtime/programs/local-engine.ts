import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { resultBranch } from '../../contract/names';
import { systemClock } from '../adapters/clock/system-clock';
import { claudeHome } from '../adapters/files/claude-home';
import { KeptResults } from '../adapters/local/kept-results';
import { LocalRepository } from '../adapters/local/local-repository';
import { WatchedQueue } from '../adapters/local/watched';
import { LineLog } from '../adapters/log/line-log';
import { ChildProcesses } from '../adapters/processes/child-processes';
import type { Guardian } from '../adapters/processes/guardian';
import { MemoryQueue } from '../adapters/queue/memory-queue';
import { ModulesFromCheckout } from '../adapters/submodules/from-checkout';
import { Submodules } from '../adapters/submodules/submodules';
import { WorktreeWorkspace } from '../adapters/worktrees/worktree-workspace';
import { Worktrees } from '../adapters/worktrees/worktrees';
import type { Engine } from '../engine/engine';
import type { Journal } from '../ports/journal';
import type { Listener } from '../ports/notice';
import type { LocalSurroundings } from './local';
import type { Observers } from './local-observers';
import type { LocalRun } from './local-run';
import { secretsHere } from './workflow-secrets';

/** Folder of the worktrees of a run on this machine. */
export const worktreesOf = ({ kept, surroundings }: LocalRun): string =>
  join(surroundings.home, '.prodigy', 'worktrees', basename(kept.repository), kept.runId);

/** Log lines of a run on this machine go to the caller. */
export const logOf = ({ surroundings }: LocalRun): LineLog => new LineLog(surroundings.onProgress ?? (() => undefined));

/** A journal, and the receivers of events. */
export interface Told {
  readonly journal: Journal;
  readonly tell: Listener;
  readonly observers: Pick<Observers, 'meter' | 'tracer'>;
}

/**
 * The engine of a run on this machine: worktrees, an in-process queue, files.
 * @param attempts number of the last attempt before this process, by item.
 */
export async function engineOf(
  run: LocalRun,
  { journal, tell, observers }: Told,
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
    meter: observers.meter,
    tracer: observers.tracer,
    remembered: new Map(),
    draining: surroundings.draining,
    pace: { pollMs: 50 },
  };
}

/** On the user's own machine claude may also have a login in the home folder. */
function claudeKeys(env: LocalSurroundings['env']): Record<string, string> {
  const names = ['ANTHROPIC_API_KEY', 'CLAUDE_API_KEY'];
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}
