import { hostname } from 'node:os';
import { Env } from '../contract/environment';
import { Program } from '../contract/network';
import { pinoLog } from './adapters/log/pino-log';
import type { Log } from './ports/log';
import { agentProgram } from './programs/agent';
import { cacheProgram } from './programs/cache';
import { cloneProgram } from './programs/clone';
import { whileCloning } from './programs/cloning';
import { withHealth } from './programs/health';
import type { ProgramContext } from './programs/program';
import { readProgram } from './programs/read';
import { redisConfigProgram } from './programs/redis-config';
import { workspaceProgram } from './programs/workspace';

/** The programs of the image, one per container. */
const PROGRAMS: Readonly<Record<string, (context: ProgramContext) => Promise<number>>> = {
  [Program.CLONE]: (context) => whileCloning(cloneProgram, context),
  [Program.WORKSPACE]: workspaceProgram,
  [Program.AGENT]: (context) => withHealth(agentProgram, context),
  [Program.REDIS_CONFIG]: redisConfigProgram,
  [Program.READ]: (context) => readProgram(context, process.argv[3]),
  [Program.CACHE]: cacheProgram,
};

/** Exit code for a program that does not exist; the Job retries it, and its log says why. */
const USAGE = 2;
/** Exit code for a bug: the Job tries again. */
const BUG = 1;

async function main(name: string | undefined): Promise<number> {
  const program = name !== undefined && Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined;
  if (program === undefined) {
    process.stderr.write(`usage: prodigy-worker ${Object.keys(PROGRAMS).join('|')}\n`);
    return USAGE;
  }
  const { env } = process;
  const fields = {
    run: env[Env.WORKFLOW_ID],
    pod: env[Env.POD_NAME] ?? hostname(),
    program: name,
    agent: env[Env.AGENT_INDEX],
  };
  const log = pinoLog({ fields, level: env[Env.LOG_LEVEL] });
  process.on('unhandledRejection', (error) => fail(log, error));
  process.on('uncaughtException', (error) => fail(log, error));
  return program({ env, log, signal: untilTold(log) }).catch((error) => fail(log, error));
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

main(process.argv[2]).then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`prodigy-worker: ${(error as Error).message}\n`);
    process.exit(BUG);
  },
);
