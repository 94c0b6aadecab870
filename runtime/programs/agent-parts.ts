import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Env } from '../../contract/environment';
import type { Item } from '../../contract/journal';
import { Limit } from '../../contract/limits';
import { workspaceUrl } from '../../contract/network';
import { Path, SecretKey, secretFile } from '../../contract/paths';
import type { RunConfig } from '../../contract/run-config';
import type { Workflow } from '../../language/workflow';
import { systemClock } from '../adapters/clock/system-clock';
import { claudeHome } from '../adapters/files/claude-home';
import { withoutRepeats } from '../adapters/log/without-repeats';
import { ChildProcesses } from '../adapters/processes/child-processes';
import { MemoryQueue } from '../adapters/queue/memory-queue';
import { ModulesFromWorkspace } from '../adapters/remote/modules-from-workspace';
import { RemoteElection } from '../adapters/remote/remote-election';
import { RemoteJournal } from '../adapters/remote/remote-journal';
import { RemoteMeter } from '../adapters/remote/remote-meter';
import { RemoteRepository } from '../adapters/remote/remote-repository';
import { WorkspaceClient } from '../adapters/remote/workspace-client';
import { Submodules } from '../adapters/submodules/submodules';
import type { OtlpTracer } from '../adapters/traces/otlp-tracer';
import { WorktreeWorkspace } from '../adapters/worktrees/worktree-workspace';
import { Worktrees } from '../adapters/worktrees/worktrees';
import { Drain } from '../engine/drain';
import type { Engine } from '../engine/engine';
import type { Election } from '../ports/election';
import { queueOf } from './agent-queue';
import { type ProgramContext, pathOf } from './program';
import { tracerOf } from './tracing';
import { mountedSecrets } from './workflow-secrets';

/** Overrides for tests. */
export interface AgentOptions {
  /** Default: the run's Service. */
  readonly workspaceUrl?: string;
  /** Default: the run's Service and its port. */
  readonly redis?: { readonly host: string; readonly port: number };
  /** Seconds to keep trying to reach the workspace server. Default: 15 minutes. */
  readonly patienceSeconds?: number;
  /** Milliseconds between two checks whether the run is over. Default: 2000. */
  readonly watchMs?: number;
  /** Milliseconds between two reports of measurements. Default: 10,000. */
  readonly measuresMs?: number;
  /** Milliseconds between two batches of log lines. Default: 2000. */
  readonly logMs?: number;
  /** Milliseconds that a step may go on after SIGTERM. Default: the pod's grace period, less a margin. */
  readonly drainMs?: number;
  /** Milliseconds for current work to stop. Default: 10,000. */
  readonly stopMs?: number;
}

/** An agent's configuration and client. */
export interface AgentSetting {
  readonly context: ProgramContext;
  readonly options: AgentOptions;
  readonly config: RunConfig;
  readonly workflow: Workflow;
  /** Items to work on instead of those of `map.input`; undefined if the run was given none. */
  readonly items?: readonly Item[];
  readonly client: WorkspaceClient;
  readonly drain: Drain;
  /** Fires, with the reason, when the run should begin nothing new and end once current work has ended. */
  readonly lastCall: AbortController;
}

/** How the agent stops on SIGTERM. */
export function drainOf({ env, signal }: ProgramContext, { drainMs }: AgentOptions): Drain {
  const seconds = Number(env[Env.GRACE_SECONDS] ?? Limit.AGENT_GRACE_SECONDS) - Limit.DRAIN_MARGIN_SECONDS;
  return new Drain(signal, drainMs ?? seconds * 1000, systemClock);
}

/** The client of the run's workspace server. */
export function clientOf({
  context,
  options,
  config,
  drain,
}: Pick<AgentSetting, 'context' | 'options' | 'config' | 'drain'>): WorkspaceClient {
  return new WorkspaceClient({
    url: options.workspaceUrl ?? workspaceUrl(config.runId),
    tokenFile: pathOf(context, Path.WORKSPACE_TOKEN_FILE),
    patienceSeconds: options.patienceSeconds ?? Limit.WORKSPACE_PATIENCE_SECONDS,
    signal: drain.over,
    clock: systemClock,
    log: withoutRepeats(context.log, systemClock),
  });
}

/** The parts of a working agent. */
export interface Assembled {
  readonly engine: Engine;
  readonly election: Election;
  readonly meter: RemoteMeter;
  /** Undefined if tracing is off. */
  readonly tracer: OtlpTracer | undefined;
}

/** Clone the run's repository and assemble the engine. */
export async function assemble(setting: AgentSetting): Promise<Assembled> {
  const { context, config, workflow, client } = setting;
  const { runId, targetBranch, argument, parameters, timing } = config;
  const folder = pathOf(context, Path.WORKSPACE);
  const repository = new RemoteRepository(client, join(folder, 'clone.git'), {
    blobless: config.agentClone === 'blobless',
    lfs: config.lfs,
    submodules: config.submodules,
  });
  await repository.clone();
  const worktrees = new Worktrees(repository.path, folder, config.sparsePaths);
  const submodules = config.submodules ? submodulesOf(setting, repository) : undefined;
  const journal = new RemoteJournal(client);
  const tracer = tracerOf(context.env, {
    service: 'prodigy-agent',
    runId,
    place: { namespace: config.namespace, pod: context.env[Env.POD_NAME] },
  });
  const log = tracer ? context.log.child({ trace_id: tracer.traceId }) : context.log;
  const meter = new RemoteMeter({ client, clock: systemClock, log: context.log, everyMs: setting.options.measuresMs });
  const engine: Engine = {
    workflow,
    run: { runId, targetBranch, argument, parameters, items: setting.items, agent: context.env[Env.POD_NAME] },
    processes: new ChildProcesses({ env: context.env, temporary: pathOf(context, Path.TEMPORARY) }),
    workspace: new WorktreeWorkspace(runId, repository, worktrees, submodules),
    journal,
    queue: workflow.mode === 'mapreduce' ? await queueOf(setting, journal) : new MemoryQueue(),
    clock: systemClock,
    random: Math.random,
    log,
    claudeEnvironment: () => claudeKeys(context),
    claudeHome: () => claudeHome(pathOf(context, Path.HOME)),
    secretValues: () => mountedSecrets(workflow.secrets, context),
    meter,
    tracer,
    remembered: new Map(),
    draining: setting.lastCall.signal,
  };
  const election = new RemoteElection({
    client,
    leaseSeconds: timing.leaseSeconds,
    clock: systemClock,
    log: context.log,
  });
  return { engine, election, meter, tracer };
}

function submodulesOf({ context, config, client }: AgentSetting, { path }: RemoteRepository): Submodules {
  const source = new ModulesFromWorkspace(client, pathOf(context, Path.MODULES));
  return new Submodules(source, { repository: path, address: config.repositoryUrl });
}

/** The key in the run's Secret, read again for each claude step: the next step gets a rotated key. */
async function claudeKeys(context: ProgramContext): Promise<Record<string, string>> {
  try {
    const key = (await readFile(pathOf(context, secretFile(SecretKey.CLAUDE_API_KEY)), 'utf8')).trim();
    return { ANTHROPIC_API_KEY: key, CLAUDE_API_KEY: key };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
