import { readFile } from 'node:fs/promises';
import { Env } from '../../contract/environment';
import { ExitCode } from '../../contract/exit-codes';
import { parseGivenItems } from '../../contract/given-items';
import type { Item } from '../../contract/journal';
import { Path } from '../../contract/paths';
import type { Report } from '../../contract/report';
import { parseRunConfig } from '../../contract/run-config';
import { type AgentHello, type DismissalAnswer, Route, type RunState } from '../../contract/workspace-api';
import { loadWorkflow } from '../../language/parse-workflow';
import type { MapReduceWorkflow } from '../../language/workflow';
import { systemClock } from '../adapters/clock/system-clock';
import { textOf } from '../adapters/local/run-folder';
import { LogShipper } from '../adapters/remote/log-shipper';
import { Refused } from '../adapters/remote/workspace-client';
import type { Drain } from '../engine/drain';
import type { Engine } from '../engine/engine';
import { lead } from '../engine/lead';
import { work } from '../engine/work';
import type { Election, Leadership } from '../ports/election';
import { LeadershipLost } from '../ports/journal';
import { WorkspaceUnreachable } from '../ports/workspace';
import { type AgentOptions, type AgentSetting, assemble, clientOf, drainOf } from './agent-parts';
import { leaveRedis } from './agent-queue';
import { CannotWork } from './cannot-work';
import { type ProgramContext, pathOf } from './program';

/** Milliseconds between two checks whether the run is over. */
const WATCH_MS = 2000;
/** Milliseconds for current work to stop: waiting for a Redis that is gone must not outlive the run. */
const STOP_MS = 10_000;
/** Milliseconds before an agent that lost the lead asks for it again. */
const AFTER_LOSS_MS = 1000;

/**
 * Lead or take items until the run is over.
 * @returns the exit code for the run's outcome; 0 if there are enough agents; 10 if SIGTERM came first; 20 if this
 * agent cannot work; 1 if it may work when it is restarted.
 */
export async function agentProgram(context: ProgramContext, options: AgentOptions = {}): Promise<number> {
  try {
    const report = await earlierReport(context);
    if (report)
      return over(context, { exitCode: report.exitCode, reason: report.reason ?? `the run is ${report.outcome}` });
    const setting = await settingOf(context, options);
    return await shippingLog(setting, () => untilEnd(setting));
  } catch (error) {
    return givenUp(context, error as Error);
  }
}

async function untilEnd(setting: AgentSetting): Promise<number> {
  try {
    const exitCode = await fromHelloToEnd(setting);
    if (exitCode === ExitCode.DONE) await leaveRedis(setting);
    return exitCode;
  } catch (error) {
    return givenUp(setting.context, error as Error);
  }
}

/** Run something while shipping the agent's log lines to the workspace server, including the last ones. */
async function shippingLog(setting: AgentSetting, task: () => Promise<number>): Promise<number> {
  const { context, client, options } = setting;
  const { lines, log } = context;
  if (lines === undefined) return task();
  const { index } = helloOf(context);
  const shipper = new LogShipper({ lines, index, client, clock: systemClock, log, everyMs: options.logMs });
  try {
    return await task();
  } finally {
    await shipper.close();
  }
}

/** A Job that was created again finds the report of its run, and no workspace server. */
async function earlierReport(context: ProgramContext): Promise<Report | undefined> {
  const text = await readFile(pathOf(context, Path.REPORT_FILE), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Report);
}

async function fromHelloToEnd(setting: AgentSetting): Promise<number> {
  const hello = await greet(setting);
  if (hello.state === 'finished') return over(setting.context, hello);
  heed(hello, setting);
  try {
    return await takePart(setting);
  } catch (error) {
    // A server whose run has just ended refuses everything else: that is not this agent's problem.
    const end = await endOf(setting);
    if (end) return over(setting.context, end);
    throw error;
  }
}

async function settingOf(context: ProgramContext, options: AgentOptions): Promise<AgentSetting> {
  try {
    const config = parseRunConfig(await readFile(pathOf(context, Path.CONFIG_FILE), 'utf8'));
    const text = await readFile(pathOf(context, Path.WORKFLOW_FILE), 'utf8');
    const workflow = loadWorkflow(text, Path.WORKFLOW_FILE, { profile: config.profile });
    const setting = { context, options, config, drain: drainOf(context, options), lastCall: new AbortController() };
    return { ...setting, workflow, items: await givenItems(context), client: clientOf(setting) };
  } catch (error) {
    throw new CannotWork((error as Error).message);
  }
}

/** Items to work on instead of those of `map.input`; undefined if the run was given none. */
async function givenItems(context: ProgramContext): Promise<readonly Item[] | undefined> {
  const text = await textOf(pathOf(context, Path.GIVEN_ITEMS_FILE));
  return text === undefined ? undefined : parseGivenItems(text);
}

function greet({ client, context }: AgentSetting): Promise<RunState> {
  return client.call<RunState>({ method: 'POST', route: Route.AGENTS, body: helloOf(context) });
}

const helloOf = ({ env }: ProgramContext): AgentHello => ({
  index: Number(env[Env.AGENT_INDEX] ?? 0),
  pod: env[Env.POD_NAME] ?? '',
});

/** Work until the run is over, one of the roles fails, or, after SIGTERM, nothing is in progress any more. */
async function takePart(setting: AgentSetting): Promise<number> {
  const { context, workflow, drain } = setting;
  const { engine, election, meter, tracer } = await assemble(setting);
  const roles = [leadWhenElected(engine, election, drain)];
  if (workflow.mode === 'mapreduce')
    roles.push(work({ ...engine, workflow } as Engine<MapReduceWorkflow>, drain.enough, drain));
  const ending = watch(setting, drain.over);
  const left = Promise.all(roles).then(() => (drain.enough.aborted ? null : new Promise<never>(() => undefined)));
  let end: Finished | null;
  try {
    end = await Promise.race([ending, left]);
  } finally {
    drain.end();
    await settled([...roles, ending], setting.options.stopMs ?? STOP_MS);
    await Promise.all([engine.queue.close(), meter.close(), tracer?.close()]);
  }
  return end ? over(context, end) : leaves(setting);
}

/** Wait until all have ended, but no longer than `mostMs`. */
async function settled(tasks: readonly Promise<unknown>[], mostMs: number): Promise<void> {
  const enough = new AbortController();
  await Promise.race([Promise.allSettled(tasks), systemClock.sleep(mostMs, enough.signal)]);
  enough.abort();
}

/** Lead whenever this agent is elected, until the run is over. */
async function leadWhenElected(engine: Engine, election: Election, drain: Drain): Promise<void> {
  const { enough: stop } = drain;
  while (!stop.aborted) {
    const leadership = await election.campaign(stop);
    if (leadership === null) return;
    engine.log.info('this agent leads', { fencing: leadership.fencing });
    try {
      if ((await lead(engine, leadership, stop, drain)) === 'drained') await endDrained(engine, leadership);
      return;
    } catch (error) {
      if (!(error instanceof LeadershipLost)) throw error;
      engine.log.warn(error.message);
      await engine.clock.sleep(AFTER_LOSS_MS, stop);
    } finally {
      await leadership.resign();
    }
  }
}

/** Nothing is in progress any more: the run ends as cancelled, and can be resumed. */
function endDrained({ journal, draining }: Engine, leadership: Leadership): Promise<void> {
  return journal.append({ type: 'finished', outcome: 'cancelled', reason: String(draining?.reason) }, leadership);
}

type Finished = Pick<Extract<RunState, { state: 'finished' }>, 'exitCode' | 'reason'>;

/** Resolves when the run is over, or with null when the signal fires. */
async function watch(setting: AgentSetting, stop: AbortSignal): Promise<Finished | null> {
  const { client, options } = setting;
  while (!stop.aborted) {
    await systemClock.sleep(options.watchMs ?? WATCH_MS, stop);
    if (stop.aborted) return null;
    const answer = await client.call<RunState>({ method: 'GET', route: Route.RUN });
    if (answer.state === 'finished') return answer;
    heed(answer, setting);
    await leaveWhenTooMany(setting);
  }
  return null;
}

/** The run was asked to begin nothing new: the leader takes care of it. */
function heed({ drain }: Extract<RunState, { state: 'running' }>, { lastCall, context }: AgentSetting): void {
  if (drain === undefined || lastCall.signal.aborted) return;
  context.log.info(`the run begins nothing more: ${drain}`);
  lastCall.abort(drain);
}

/** In an elastic run, an idle agent asks whether it should leave. */
async function leaveWhenTooMany({ client, config, context, drain }: AgentSetting): Promise<void> {
  if (config.minAgents === undefined || drain.enough.aborted || !drain.idle) return;
  const body = helloOf(context);
  const { leave } = await client.call<DismissalAnswer>({ method: 'POST', route: Route.DISMISSAL, body });
  if (leave) drain.leave();
}

/** SIGTERM also reaches agents of a run that has just ended: then its end counts. */
async function leaves(setting: AgentSetting): Promise<number> {
  const { context, drain } = setting;
  const end = await endOf(setting);
  if (end) return over(context, end);
  const dismissed = drain.leaving && !context.signal.aborted;
  context.log.info(dismissed ? 'there are enough agents: this one leaves' : 'interrupted');
  return dismissed ? ExitCode.DONE : ExitCode.INTERRUPTED;
}

/** How the run ended; undefined if it has not, or the server does not answer. */
async function endOf({ client }: AgentSetting): Promise<Finished | undefined> {
  const call = { method: 'GET', route: Route.RUN, timeoutSeconds: 3 } as const;
  const answer = (await client.once(call).catch(() => undefined)) as RunState | undefined;
  return answer?.state === 'finished' ? answer : undefined;
}

function over({ log }: ProgramContext, { exitCode, reason }: Finished): number {
  log.info(`the run is over: ${reason}`, { exitCode });
  return exitCode;
}

function givenUp({ log, signal }: ProgramContext, error: Error): number {
  if (signal.aborted) return ExitCode.INTERRUPTED;
  const forbidden = error instanceof Refused && error.status === 403;
  const final = forbidden || error instanceof CannotWork || error instanceof WorkspaceUnreachable;
  log.error(error.message, final ? {} : { stack: error.stack });
  return final ? ExitCode.CANNOT_WORK : 1;
}
