import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { Limit } from '../../contract/limits';
import type { Report } from '../../contract/report';
import type { MapReduceWorkflow, Workflow } from '../../language/workflow';
import { systemClock } from '../adapters/clock/system-clock';
import { EventLog } from '../adapters/files/event-log';
import { removeFolder } from '../adapters/files/remove-folder';
import { writeWhole } from '../adapters/files/write-file';
import { settleAfterKill } from '../adapters/local/after-kill';
import { createRunRepository } from '../adapters/local/create-repository';
import { FileJournal } from '../adapters/local/file-journal';
import type { KeptRequest } from '../adapters/local/kept-request';
import { onlyLeader } from '../adapters/local/only-leader';
import { eventFile, type RunFolder } from '../adapters/local/run-folder';
import { WatchedJournal } from '../adapters/local/watched';
import { Guardian } from '../adapters/processes/guardian';
import { dismissShells } from '../adapters/processes/standing-shell';
import type { Engine } from '../engine/engine';
import { lead } from '../engine/lead';
import { phaseSteps } from '../engine/phase-steps';
import { attemptsIn, stateOf } from '../engine/run-state';
import { work } from '../engine/work';
import type { Listener } from '../ports/notice';
import type { LocalSurroundings } from './local';
import { conclude } from './local-end';
import { engineOf, logOf, worktreesOf } from './local-engine';
import { Observers } from './local-observers';
import { keepHeapSteady } from './steady-heap';

/** A run on this machine, locked by this process. */
export interface LocalRun {
  readonly kept: KeptRequest;
  readonly folder: RunFolder;
  readonly workflow: Workflow;
  readonly surroundings: LocalSurroundings;
}

/** Continue a run from its current state to its end, or until the user interrupts it. */
export async function carryOn(run: LocalRun): Promise<Report> {
  keepHeapSteady();
  const { folder } = run;
  const journal = new FileJournal(folder.journal, systemClock);
  await settleAfterKill(folder, worktreesOf(run));
  try {
    const isOver = stateOf(await journal.read()).finished !== undefined;
    const report = isOver ? await conclude(run, journal) : await toTheEnd(run, journal);
    if (report.outcome === 'complete') await removeRemains(run);
    return report;
  } finally {
    await removeFolder(worktreesOf(run));
    await dismissShells();
  }
}

async function toTheEnd(run: LocalRun, journal: FileJournal): Promise<Report> {
  const { folder, kept, surroundings } = run;
  const observers = await Observers.of(run, journal);
  let report: Report | undefined;
  try {
    await createRunRepository({ ...kept, path: folder.repository, home: surroundings.home });
    await telling(run, journal, observers, (tell) => runGuarded(run, journal, tell, observers));
    report = await conclude(run, journal);
    return report;
  } finally {
    await observers.close(report);
  }
}

/** Remove what a complete run no longer needs. */
export async function removeRemains({ folder }: LocalRun): Promise<void> {
  for (const path of [folder.repository, folder.modules]) await removeFolder(path);
  for (const path of [folder.results, folder.guardian]) await rm(path, { force: true });
}

/** Write events of the run to a file and pass them to the caller. */
async function telling(
  run: LocalRun,
  journal: FileJournal,
  observers: Observers,
  act: (tell: Listener) => Promise<void>,
): Promise<void> {
  const { kept, surroundings } = run;
  const events = new EventLog(eventFile(surroundings.home, kept, systemClock.now()), kept.runId, logOf(run));
  const tell: Listener = (notice) => {
    events.tell(notice);
    observers.tell(notice);
    surroundings.onNotice?.(notice);
  };
  const { workflow } = run;
  const breaker = workflow.mode === 'mapreduce' ? workflow.errorPolicy.circuitBreaker : undefined;
  const begun = { workflow: workflow.name, phases: phaseSteps(workflow), breaker, entries: await journal.read() };
  tell({ type: 'begun', at: systemClock.now(), ...begun });
  try {
    await act(tell);
  } finally {
    if (await pauses(run, journal)) tell({ type: 'paused', at: systemClock.now() });
    await events.flush();
  }
}

/** Whether the user stopped it before it was over. */
async function pauses({ surroundings: { signal, draining } }: LocalRun, journal: FileJournal): Promise<boolean> {
  return (signal.aborted || draining?.aborted === true) && stateOf(await journal.read()).finished === undefined;
}

/** The commands of the run end with this process, however it ends. */
async function runGuarded(run: LocalRun, journal: FileJournal, tell: Listener, observers: Observers): Promise<void> {
  const guardian = await Guardian.start(run.surroundings.env.TMPDIR ?? tmpdir());
  try {
    await writeWhole(run.folder.guardian, String(guardian.pid));
    const attempts = attemptsIn(stateOf(await journal.read()));
    const told = { journal: new WatchedJournal(journal, systemClock, tell), tell, observers };
    await runEngine(run, await engineOf(run, told, guardian, attempts));
  } finally {
    await guardian.dismiss();
    await rm(run.folder.guardian, { force: true });
  }
}

/** Leader and workers side by side, until the leader is done or one of them fails. */
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
