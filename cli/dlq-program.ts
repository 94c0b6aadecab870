import { Command } from 'commander';
import { CliError } from './cli-error';
import type { ReopenFlags } from './commands/reopen-on-cluster';
import { onlyHere } from './flags';
import { asJson, collected, whichCluster } from './options';
import { inRedis, type RedisFlags, redisOf } from './redis-flags';
import { goOn } from './reopen-program';
import type { Terminal } from './terminal';

/** `dlq`: items that failed permanently. */
export function dlqProgram(terminal: Terminal): Command {
  const dlq = new Command('dlq').description('inspect and retry dead letters: items that failed for good');
  dlq.addCommand(list(terminal));
  dlq.addCommand(inspect(terminal));
  dlq.addCommand(retry(terminal));
  dlq.addCommand(purge(terminal));
  dlq.addCommand(exportTo(terminal));
  return dlq;
}

function list(terminal: Terminal): Command {
  return where(selecting(new Command('list')))
    .description('list dead letters')
    .option('--run <run>', 'of this run; default: of all local runs')
    .addOption(asJson())
    .action(async (options) => {
      const inQueue = queueOf(options, terminal);
      if (inQueue) return (await redisCommands()).listInRedis(inQueue, terminal);
      if (options.cluster !== undefined) return (await clusterCommands()).listOnCluster(options, terminal);
      onlyHere(options);
      await (await localCommands()).listDeadLetters(options, terminal);
    });
}

function inspect(terminal: Terminal): Command {
  return where(new Command('inspect'))
    .description('show everything known about a dead letter')
    .argument('<item>', 'id of the item')
    .option('--run <run>', 'of this run; default: of the run that has the item')
    .addOption(asJson())
    .action(async (item: string, options) => {
      const inQueue = queueOf(options, terminal);
      if (inQueue) return (await redisCommands()).inspectInRedis(item, inQueue, terminal);
      if (options.cluster !== undefined) return (await clusterCommands()).inspectOnCluster(item, options, terminal);
      onlyHere(options);
      await (await localCommands()).inspectDeadLetter(item, options, terminal);
    });
}

function retry(terminal: Terminal): Command {
  return where(selecting(new Command('retry')))
    .description('retry dead letters: on a cluster in their run, locally in a new run based on its result')
    .requiredOption('--run <run>', 'whose dead letters')
    .option('--max-parallel <n>', 'local: items at a time; default: as in the run')
    .option('-y, --yes', 'local: merge the result into the current branch')
    .option('-q, --quiet', 'local: show no progress')
    .option('--timeout <seconds>', 'cluster: how long to wait for the end; default: 86400, a day')
    .option('--detach', 'cluster: return once the run continues')
    .addOption(asJson())
    .action(async (options) => {
      const inQueue = queueOf(options, terminal);
      if (inQueue) return (await redisCommands()).retryInRedis(inQueue, terminal);
      if (options.cluster !== undefined) return retryOnCluster(options, terminal);
      onlyHere(options);
      await (await localCommands()).retryDeadLetters(options, terminal);
    });
}

function purge(terminal: Terminal): Command {
  return where(selecting(new Command('purge')))
    .description('remove dead letters for good')
    .requiredOption('--run <run>', 'whose dead letters')
    .option('-y, --yes', 'confirm; without it nothing is removed')
    .action(async (options) => {
      const inQueue = queueOf(options, terminal);
      if (inQueue) return (await redisCommands()).purgeInRedis(inQueue, terminal);
      if (options.cluster !== undefined) return (await clusterCommands()).purgeOnCluster(options, terminal);
      onlyHere(options);
      await (await localCommands()).purgeDeadLetters(options, terminal);
    });
}

function exportTo(terminal: Terminal): Command {
  return where(selecting(new Command('export')))
    .description('write dead letters to a file, as JSON')
    .argument('<file>', 'new file, or - for stdout')
    .option('--run <run>', 'of this run; default: of all local runs')
    .action(async (file: string, options) => {
      const inQueue = queueOf(options, terminal);
      if (inQueue) return (await redisCommands()).exportFromRedis(file, inQueue, terminal);
      if (options.cluster !== undefined) return (await clusterCommands()).exportFromCluster(file, options, terminal);
      onlyHere(options);
      await (await localCommands()).exportDeadLetters(file, options, terminal);
    });
}

const localCommands = () => import('./commands/dlq.js');
const clusterCommands = () => import('./commands/dlq-on-cluster.js');
const redisCommands = () => import('./commands/dlq-in-redis.js');

/** The items are retried in the run itself. */
function retryOnCluster(options: ReopenFlags & { run: string }, terminal: Terminal): Promise<void> {
  const { run, ...flags } = options;
  return goOn(run, 'retry', flags as ReopenFlags & { readonly [flag: string]: unknown }, terminal);
}

/** Flags for the place of the dead letters: local, on a cluster, or in a Redis queue. */
const where = (command: Command): Command => inRedis(whichCluster(command));

/**
 * Selection of dead letters in a Redis queue; undefined if no flag names one.
 * @throws CliError if no run is given, or a flag is invalid.
 */
function queueOf<T extends RedisFlags & { run?: string; quiet?: true; maxParallel?: string }>(
  options: T,
  terminal: Terminal,
) {
  const redis = redisOf(options, terminal);
  if (redis === undefined) return undefined;
  onlyHere({ ...(options as object) });
  const { run, quiet, maxParallel } = options;
  const idle = maxParallel === undefined ? quiet && 'quiet' : 'max-parallel';
  if (idle) throw new CliError(`'--${idle}' must not come with --redis-url: the run keeps the agents it started with`);
  if (run === undefined) throw new CliError("'--run' must be given with --redis-url, got none");
  return { ...options, redis, run };
}

function selecting(command: Command): Command {
  return command
    .option('--item <id>', 'only this item, repeatable', collected)
    .option('--eligible', 'only those whose failure may be temporary');
}
