import { type Command, Option } from 'commander';
import type { RedisAddress } from '../runtime/adapters/queue/redis-connection';
import { readKey } from '../stacks/secret-values';
import { CliError } from './cli-error';
import type { Terminal } from './terminal';

/** Flags for a shared Redis that holds a run's queue. */
export interface RedisFlags {
  readonly redisUrl?: string;
  readonly redisPassword?: string;
  readonly redisPrefix?: string;
}

/** Prefix of runs that do not set `redis.keyPrefix`. */
const DEFAULT_PREFIX = 'prodigy';
const DEFAULT_PORT = 6379;

/** Add the flags for the place of a run's queue. */
export function inRedis(command: Command): Command {
  return command
    .addOption(new Option('--redis-url <url>', 'Redis of the run, redis[s]://[user@]host[:port]').conflicts('cluster'))
    .option('--redis-password <source>', 'where to read its password: env:NAME or file:PATH; default: none')
    .option('--redis-prefix <text>', `prefix of its keys; default: ${DEFAULT_PREFIX}`);
}

/**
 * Address of the queue; undefined if no flag names a Redis.
 * @throws CliError if a flag is invalid, or the password cannot be read.
 */
export function redisOf(flags: RedisFlags, terminal: Terminal): (RedisAddress & { prefix: string }) | undefined {
  const { redisUrl, redisPassword, redisPrefix } = flags;
  if (redisUrl === undefined) {
    const idle = redisPassword === undefined ? redisPrefix && 'redis-prefix' : 'redis-password';
    if (idle) throw new CliError(`'--${idle}' must come with --redis-url, got none: name the Redis, or leave it out`);
    return undefined;
  }
  const password = redisPassword === undefined ? undefined : passwordIn(redisPassword, terminal);
  return { ...addressIn(redisUrl), ...(password !== undefined && { password }), prefix: redisPrefix ?? DEFAULT_PREFIX };
}

/** The URL must not contain a password: every process on the machine can read the command line. */
function addressIn(text: string): RedisAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.password)
    throw new CliError(
      "'--redis-url' must not hold a password, got one: others could see it. Name where to read it: --redis-password env:NAME",
    );
  const isRedis = url && /^rediss?:$/.test(url.protocol) && url.hostname !== '';
  if (!isRedis || !/^\/?$/.test(url.pathname) || url.search || url.hash)
    throw new CliError(`'--redis-url' must be redis[s]://[user@]host[:port], got ${text}`);
  const { hostname, port, username, protocol } = url;
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? DEFAULT_PORT : Number(port),
    tls: protocol === 'rediss:',
    ...(username && { username: decodeURIComponent(username) }),
  };
}

function passwordIn(flag: string, terminal: Terminal): string {
  const [, source, name] = /^(env|file):(.+)$/.exec(flag) ?? [];
  if (source === undefined || name === undefined)
    throw new CliError("'--redis-password' must be env:NAME or file:PATH, never the password itself");
  const from = source === 'env' ? { source, variable: name } : { source: 'file', path: name };
  try {
    return readKey('redis-password', from as Parameters<typeof readKey>[1], terminal)
      .toString('utf8')
      .trim();
  } catch (error) {
    throw new CliError((error as Error).message);
  }
}
