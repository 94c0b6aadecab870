import type { RunOutcome } from '../../contract/journal';
import { resultBranch } from '../../contract/names';
import { Ref } from '../../contract/refs';
import type { Report } from '../../contract/report';
import type { RunConfig } from '../../contract/run-config';
import type { AttemptRequest } from '../../contract/workspace-api';
import type { CircuitBreaker } from '../../language/workflow';
import { EventLog } from '../adapters/files/event-log';
import { git } from '../adapters/git/git';
import { Merges } from '../adapters/git/merges';
import type { Origin } from '../adapters/git/origin';
import { deadLettersOf } from '../engine/dead-letters';
import type { RunProgress } from '../engine/run-progress';
import { Attempts } from './attempts';
import { Backlog } from './backlog';
import { ClaimSpace } from './claim-space';
import { ElasticAgents } from './elastic-agents';
import { Fence } from './fence';
import { FruitlessStarts } from './fruitless-starts';
import { JournalFile } from './journal-file';
import { LogStore } from './log-store';
import { offerResult } from './offer-result';
import type { OpenRun, RunWork } from './open-run';
import { Publisher } from './publish';
import { queuePassword } from './queue-password';
import { exitCodeOf, reportOf } from './report';
import type { ReportStore } from './report-store';
import type { Patience } from './retry';
import { RunEnd } from './run-end';
import type { RunMetrics } from './run-metrics';
import { prepareRepository } from './run-repository';
import { StateFile } from './state-file';
import { type CloneOutcome, statePaths } from './state-paths';
import { takeReopening } from './take-reopening';

export interface OpenParts extends Patience {
  readonly config: RunConfig;
  /** The workflow's name. */
  readonly workflow: string;
  /** Circuit breaker of the workflow's error policy; undefined if it has none. */
  readonly breaker?: CircuitBreaker;
  /** Path of the bare repository. */
  readonly repository: string;
  /** Folder of the submodules' bare repositories. */
  readonly modules: string;
  /** Path of the state folder. */
  readonly state: string;
  readonly origin: () => Origin;
  readonly reports: ReportStore;
  readonly metrics: RunMetrics;
  readonly progress: RunProgress;
  /** Fires when even a leader's pending calls must end. */
  readonly giveUp: AbortSignal;
}

/**
 * Open the run in the state given by claim and report: over, refused, or in progress.
 * @throws Error if the signal fired before the API server said whether there is a report.
 */
export async function openWorkspace(parts: OpenParts): Promise<OpenRun> {
  const { config, clock, log, reports } = parts;
  const paths = statePaths(parts.state);
  const clone = await new StateFile<CloneOutcome>(paths.clone).read();
  let events: EventLog | undefined;
  const backlog = new Backlog();
  const journal = await JournalFile.open(paths.journal, clock, (entry, at) => {
    parts.metrics.record(entry);
    parts.progress.note(entry);
    backlog.note(entry, at);
    events?.tell({ type: 'entry', entry: { at, entry } });
  });
  const starts = await FruitlessStarts.open(new StateFile(paths.starts), config.agents);
  const report = await takeReopening(reports, journal, starts, parts);
  const fence = await Fence.open(new StateFile(paths.lease), clock, config.timing.leaseSeconds * 1000);
  const context: ReportContext = { parts, clone, journal, starts };
  if (journal.entries.at(-1)?.entry.type === 'purged') await keepDeadLetters(context);
  const space = await ClaimSpace.open({ config, clock, log, reserve: paths.reserve });
  const end = runEnd(context, space);
  end.adopt(report);
  if (!end.isOver && !clone?.ok)
    await end.record('refused', clone?.reason ?? "the clone left no outcome: see the log of container 'git-clone'");
  if (!end.isOver) events = eventsOf(parts, paths.events, journal);
  const told = (attempt: AttemptRequest): void => events?.tell({ type: 'attempt', at: clock.now(), ...attempt });
  const work = clone?.ok && !end.isOver ? await openWork(parts, clone.base, journal, told) : undefined;
  const { metrics } = parts;
  const password = await queuePassword(paths.queuePassword);
  const elastic = elasticAgents(parts, backlog);
  const agentLogs = await LogStore.open({ folder: paths.logs, now: () => clock.now() });
  return {
    config,
    end,
    fence,
    journal,
    starts,
    elastic,
    metrics,
    space,
    log,
    agentLogs,
    work,
    queuePassword: password,
  };
}

function runEnd(context: ReportContext, space: ClaimSpace): RunEnd {
  const { parts, journal } = context;
  const makeRoom = (): Promise<void> => space.release();
  const report = (outcome: RunOutcome, reason?: string) => reportFor(context, outcome, reason);
  return new RunEnd({ ...parts, journal, makeRoom, report });
}

function elasticAgents({ config, clock, log }: OpenParts, backlog: Backlog): ElasticAgents | undefined {
  const { minAgents: min, agents: max } = config;
  return min === undefined ? undefined : new ElasticAgents({ min, max, backlog, clock, log });
}

/** Event log of an unfinished run, from now on. */
function eventsOf(parts: OpenParts, path: string, { entries }: JournalFile): EventLog {
  const { config, workflow, breaker, clock, log } = parts;
  const events = new EventLog(path, config.runId, log);
  events.tell({ type: 'begun', at: clock.now(), workflow, phases: [], breaker, entries });
  return events;
}

async function openWork(
  parts: OpenParts,
  base: string,
  journal: JournalFile,
  told: (attempt: AttemptRequest) => void,
): Promise<RunWork> {
  const { config, repository, modules, clock, giveUp: signal } = parts;
  await prepareRepository(repository);
  const attempts = await Attempts.open(statePaths(parts.state).attempts, told);
  const common = { base, origin: parts.origin(), journal, clock, signal };
  const { runId, pullRequest } = config;
  const offer = pullRequest && (() => offerResult({ ...common, runId, workflow: parts.workflow, pullRequest }));
  const publisher = new Publisher({ ...common, config, repository, modules, offer });
  return { base, repository, modules, attempts, publisher, merges: new Merges(repository, 'machine') };
}

interface ReportContext {
  readonly parts: OpenParts;
  readonly clone: CloneOutcome | null;
  readonly journal: JournalFile;
  readonly starts: FruitlessStarts;
}

async function reportFor(context: ReportContext, outcome: RunOutcome, reason: string | undefined): Promise<Report> {
  const { parts, clone, journal, starts } = context;
  await keepDeadLetters(context);
  const ended = journal.entries.findLast(({ entry }) => entry.type === 'finished');
  const finishedAt = ended?.at ?? parts.clock.now();
  const base = clone?.ok ? clone.base : undefined;
  const facts = {
    runId: parts.config.runId,
    workflow: parts.workflow,
    outcome,
    reason,
    exitCode: exitCodeOf(outcome, starts.exceeded !== null),
    startedAt: new Date(clone?.at ?? journal.entries[0]?.at ?? finishedAt).toISOString(),
    finishedAt: new Date(finishedAt).toISOString(),
    base,
    result: await resultFor(parts, journal, base),
    warnings: warningsIn(journal),
  };
  return reportOf(facts, journal.entries);
}

/** They follow from the journal, so if the claim is full, the report is written without them. */
async function keepDeadLetters({ parts, journal }: ReportContext): Promise<void> {
  const file = new StateFile(statePaths(parts.state).deadLetters);
  await file
    .write(deadLettersOf(journal.entries))
    .catch((error: Error) => parts.log.warn(`dead letters are not kept in a file: ${error.message}`));
}

async function resultFor(parts: OpenParts, journal: JournalFile, base?: string): Promise<Report['result']> {
  const commit = journal.last('result')?.commit;
  // A merge phase records its outcome even if there is none to publish.
  if (commit === undefined || commit === base) return undefined;
  const count = await git(['rev-list', '--count', `${Ref.BASE}..${commit}`], { cwd: parts.repository });
  const pullRequest = journal.last('pull_request')?.url;
  return { branch: resultBranch(parts.config.runId), commit, commits: Number(count), pullRequest };
}

function warningsIn(journal: JournalFile): Report['warnings'] {
  const problem = journal.last('pull_request')?.problem;
  return problem === undefined ? undefined : [problem];
}
