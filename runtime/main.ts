import { hostname } from 'node:os';
import { Env } from '../contract/environment';
import { Program } from '../contract/network';
import { NumberedLines } from './adapters/log/numbered-lines';
import { pinoLog, standardError } from './adapters/log/pino-log';
import type { Log } from './ports/log';
import type { Program as ContainerProgram } from './programs/program';
import { keepHeapSteady } from './programs/steady-heap';
import { toItsEnd } from './programs/to-its-end';

/** The programs of the image, one per container: only the code of the chosen one is loaded. */
const PROGRAMS: Readonly<Record<string, () => Promise<ContainerProgram>>> = {
  [Program.CLONE]: async () => {
    const { whileCloning } = await import('./programs/cloning.js');
    const { cloneProgram } = await import('./programs/clone.js');
    return (context) => whileCloning(cloneProgram, context);
  },
  [Program.WORKSPACE]: async () => (await import('./programs/workspace.js')).workspaceProgram,
  [Program.AGENT]: async () => {
    const { withHealth } = await import('./programs/health.js');
    const { agentProgram } = await import('./programs/agent.js');
    return (context) => withHealth(agentProgram, context);
  },
  [Program.REDIS_CONFIG]: async () => (await import('./programs/redis-config.js')).redisConfigProgram,
  [Program.READ]: async () => {
    const { readProgram } = await import('./programs/read.js');
    return (context) => readProgram(context, process.argv[3], undefined, process.argv[4]);
  },
  [Program.CACHE]: async () => (await import('./programs/cache.js')).cacheProgram,
};

/** Loads every program and runs none, so that an image build can save V8's compiled code. */
const LOAD = 'load';

/** Exit code for an unknown program; the Job retries it, and its log says why. */
const USAGE = 2;
/** Exit code for a bug: the Job retries. */
const BUG = 1;

async function main(name: string | undefined): Promise<number> {
  if (name === LOAD) {
    await Promise.all(Object.values(PROGRAMS).map((load) => load()));
    return 0;
  }
  const load = name !== undefined && Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined;
  if (load === undefined) {
    process.stderr.write(`usage: prodigy-worker ${Object.keys(PROGRAMS).join('|')}\n`);
    return USAGE;
  }
  keepHeapSteady();
  const { env } = process;
  const fields = {
    run: env[Env.WORKFLOW_ID],
    pod: env[Env.POD_NAME] ?? hostname(),
    program: name,
    agent: env[Env.AGENT_INDEX],
  };
  const lines = name === Program.AGENT ? new NumberedLines(Date.now(), standardError()) : undefined;
  const log = pinoLog({ fields, level: env[Env.LOG_LEVEL], destination: lines });
  process.on('unhandledRejection', (error) => fail(log, error));
  process.on('uncaughtException', (error) => fail(log, error));
  const signal = untilTold(log);
  const program = await load();
  return program({ env, log, lines, signal }).catch((error) => fail(log, error));
}

/** Fires on SIGTERM, which Kubernetes sends, and on SIGINT. */
function untilTold(log: Log): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const)
    process.on(name, () => {
      log.info(`${name}: stopping`);
      controller.abort();
    });
  return controller.signal;
}

function fail(log: Log, error: unknown): never {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  log.error(`this is a bug in the program: ${message}`, { stack });
  process.exit(BUG);
}

function abandoned(): never {
  process.stderr.write('prodigy-worker: this is a bug in the program: it waits for nothing, and is not done\n');
  process.exit(BUG);
}

toItsEnd(main(process.argv[2]), abandoned).then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`prodigy-worker: ${(error as Error).message}\n`);
    process.exit(BUG);
  },
);
