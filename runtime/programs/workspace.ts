import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Env } from '../../contract/environment';
import { ExitCode } from '../../contract/exit-codes';
import { Port } from '../../contract/network';
import { Path } from '../../contract/paths';
import { parseRunConfig, type RunConfig } from '../../contract/run-config';
import { parseWorkflow } from '../../language/parse-workflow';
import type { CircuitBreaker } from '../../language/workflow';
import { timeOfDay as machinesTimeOfDay, systemClock } from '../adapters/clock/system-clock';
import { originOf } from '../adapters/git/origin';
import { type KubernetesApi, kubernetesApi } from '../adapters/kubernetes/api';
import { phaseSteps } from '../engine/phase-steps';
import { RunProgress } from '../engine/run-progress';
import type { Clock } from '../ports/clock';
import type { PhaseSteps } from '../ports/notice';
import { type Authenticate, authenticateTokens } from '../server/authenticate';
import { cleanUp } from '../server/clean-up';
import { issuerKeys } from '../server/key-set';
import { metricsServer } from '../server/metrics-server';
import type { OpenRun } from '../server/open-run';
import { type OpenParts, openWorkspace } from '../server/open-workspace';
import { ProgressTeller } from '../server/progress-teller';
import { publishAgain } from '../server/publish-again';
import { ReportStore } from '../server/report-store';
import { type CurrentNumbers, RunMetrics } from '../server/run-metrics';
import { workspaceServer } from '../server/server';
import { shutDown } from '../server/shut-down';
import { StateFile } from '../server/state-file';
import { statePaths } from '../server/state-paths';
import { watchJob } from '../server/watch-job';
import { type ProgramContext, pathOf } from './program';
import { closeTracer, tracerOf } from './tracing';

/** Overrides for tests. */
export interface WorkspaceOptions {
  /** Default: `https`. */
  readonly apiProtocol?: 'https' | 'http';
  /** Default: 8080; 0 for any free one. */
  readonly port?: number;
  /** Port for Prometheus. Default: 9464; 0 for any free one. */
  readonly metricsPort?: number;
  /** Address to listen on. Default: all addresses of the pod. */
  readonly host?: string;
  /** Called once the server listens. */
  readonly onListening?: (port: number, metricsPort: number) => void;
  /** Milliseconds between two polls of the Job. Default: 2000. */
  readonly pollMs?: number;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
}

/** Serve the run's repository, journal and lease until SIGTERM; write the report and clean up when the run is over. */
export async function workspaceProgram(context: ProgramContext, options: WorkspaceOptions = {}): Promise<number> {
  const { log } = context;
  let config: RunConfig;
  try {
    config = parseRunConfig(await readFile(pathOf(context, Path.CONFIG_FILE), 'utf8'));
  } catch (error) {
    log.error((error as Error).message);
    return ExitCode.CANNOT_WORK;
  }
  const clock = options.clock ?? systemClock;
  await serve({ context, config, clock, timeOfDay: options.clock, api: apiOf(context, options) }, options);
  return ExitCode.DONE;
}

/** Context shared by all parts of the server. */
interface Setting {
  readonly context: ProgramContext;
  readonly config: RunConfig;
  readonly clock: Clock;
  /** Undefined: the machine's. */
  readonly timeOfDay: Clock | undefined;
  readonly api: KubernetesApi;
}

async function serve(setting: Setting, options: WorkspaceOptions): Promise<void> {
  const { log, signal } = setting.context;
  let run: OpenRun | undefined;
  const server = workspaceServer({ authenticate: authentication(setting), run: () => run, log });
  const metrics = new RunMetrics(() => run && currentNumbers(run)).withProcess();
  const numbers = metricsServer(metrics, log);
  const metricsPort = await listening(numbers, options.metricsPort ?? Port.METRICS, options.host);
  const port = await listening(server, options.port ?? Port.WORKSPACE, options.host);
  options.onListening?.(port, metricsPort);
  const giveUp = new AbortController();
  try {
    const progress = new RunProgress((await workflowFacts(setting.context)).phases);
    run = await open(setting, { metrics, progress }, giveUp.signal);
    log.info('the workspace is open');
    await seeThrough(setting, run, progress, options.pollMs);
    if (!signal.aborted) await once(signal, 'abort');
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await shutDown(server, run?.fence, setting.clock, giveUp);
    if (run) await traceRun(setting, run);
    numbers.close();
    numbers.closeAllConnections();
  }
}

/** Record the run's root span, if the run ended while this server served it. */
async function traceRun({ context, config }: Setting, { end: { report }, work }: OpenRun): Promise<void> {
  if (!report || !work) return;
  const { runId, namespace } = config;
  const pod = context.env[Env.POD_NAME];
  const tracer = tracerOf(context.env, { service: 'prodigy-workspace', runId, place: { namespace, pod } });
  await closeTracer(tracer, report);
}

/** @returns the port. */
async function listening(server: Server, port: number, host: string | undefined): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const currentNumbers = ({ fence, work }: OpenRun): CurrentNumbers => ({
  leaders: fence.changes,
  attempts: work?.attempts.opened ?? [],
});

function apiOf(context: ProgramContext, options: WorkspaceOptions): KubernetesApi {
  return kubernetesApi({
    host: context.env.KUBERNETES_SERVICE_HOST ?? 'kubernetes.default.svc',
    port: context.env.KUBERNETES_SERVICE_PORT ?? 443,
    accessFolder: pathOf(context, Path.API_ACCESS),
    protocol: options.apiProtocol,
  });
}

function authentication({ context, config, clock, timeOfDay = machinesTimeOfDay, api }: Setting): Authenticate {
  const ownToken = pathOf(context, `${Path.API_ACCESS}/token`);
  return authenticateTokens({
    runId: config.runId,
    namespace: config.namespace,
    keys: issuerKeys(api, clock, context.log),
    clock,
    timeOfDay,
    ownToken: async () => (await readFile(ownToken, 'utf8')).trim(),
  });
}

async function open(
  { context, config, clock, timeOfDay, api }: Setting,
  counting: Pick<OpenParts, 'metrics' | 'progress'>,
  giveUp: AbortSignal,
): Promise<OpenRun> {
  const { name: workflow, breaker } = await workflowFacts(context);
  return openWorkspace({
    config,
    workflow,
    breaker,
    repository: pathOf(context, Path.REPOSITORY),
    modules: pathOf(context, Path.MODULES),
    state: pathOf(context, Path.STATE),
    origin: () => originOf(config, context.env, context.root ?? '', timeOfDay),
    reports: new ReportStore(api, config.namespace, config.runId),
    ...counting,
    clock,
    log: context.log,
    signal: context.signal,
    giveUp,
  });
}

/** Watch the Job, then clean up. */
async function seeThrough(
  setting: Setting,
  run: OpenRun,
  progress: RunProgress,
  pollMs: number | undefined,
): Promise<void> {
  const { context, ...parts } = setting;
  const common = { ...parts, log: context.log, signal: context.signal };
  await publishAgain(run, common);
  const seen = new StateFile<string>(statePaths(pathOf(context, Path.STATE)).job);
  const { fence, end, elastic, space } = run;
  const teller = new ProgressTeller({ ...common, progress });
  const jobUid = await watchJob({ ...common, teller, fence, end, elastic, space, seen, pollMs });
  const { report } = run.end;
  if (jobUid === null || !report) return;
  await lastWords(run, setting);
  await cleanUp(
    { ...common, queue: (await workflowFacts(context)).queue && setting.config.redis === undefined },
    report,
    jobUid,
  );
}

/** Milliseconds that agents have for the last lines of their logs; a killed one sends none. */
const LAST_WORDS_MS = 5000;
/** Milliseconds between two checks for them. */
const LOOK_MS = 100;

/** Agents of a Job that is over are being stopped: what they write then is still stored. */
async function lastWords({ agentLogs }: OpenRun, { clock, context }: Setting): Promise<void> {
  const until = clock.now() + LAST_WORDS_MS;
  while (agentLogs.isAwaited && clock.now() < until && !context.signal.aborted)
    await clock.sleep(LOOK_MS, context.signal);
}

interface WorkflowFacts {
  readonly name: string;
  /** Whether the run has a queue. */
  readonly queue: boolean;
  readonly phases: PhaseSteps;
  readonly breaker?: CircuitBreaker;
}

/** What the server must know of the workflow; if it cannot be read, agents refuse it. */
async function workflowFacts(context: ProgramContext): Promise<WorkflowFacts> {
  const text = await readFile(pathOf(context, Path.WORKFLOW_FILE), 'utf8').catch(() => '');
  const parsed = parseWorkflow(text, Path.WORKFLOW_FILE);
  if (!parsed.ok) return { name: 'workflow', queue: false, phases: [] };
  const { workflow } = parsed;
  const known = { name: workflow.name, phases: phaseSteps(workflow) };
  if (workflow.mode === 'standard') return { ...known, queue: false };
  return { ...known, queue: true, breaker: workflow.errorPolicy.circuitBreaker };
}
