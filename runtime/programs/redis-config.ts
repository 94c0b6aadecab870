import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ExitCode } from '../../contract/exit-codes';
import { Limit } from '../../contract/limits';
import { Port, workspaceUrl } from '../../contract/network';
import { Path } from '../../contract/paths';
import { parseRunConfig } from '../../contract/run-config';
import { Route, WAIT_HEADER } from '../../contract/workspace-api';
import { systemClock } from '../adapters/clock/system-clock';
import { backoffMs } from '../adapters/remote/backoff';
import type { Clock } from '../ports/clock';
import { type ProgramContext, pathOf } from './program';

/** Timeout of a call, in milliseconds. */
const ANSWER_MS = 10_000;

/** Overrides for tests. */
export interface RedisConfigOptions {
  /** Default: the run's workspace server. */
  readonly workspaceUrl?: string;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
}

/** Write Redis' configuration with the run's password, which the workspace server provides. */
export async function redisConfigProgram(context: ProgramContext, options: RedisConfigOptions = {}): Promise<number> {
  const { log, signal } = context;
  try {
    const { runId } = parseRunConfig(await readFile(pathOf(context, Path.CONFIG_FILE), 'utf8'));
    const url = `${options.workspaceUrl ?? workspaceUrl(runId)}${Route.QUEUE_PASSWORD}`;
    const password = await askPatiently(url, context, options.clock ?? systemClock);
    if (password === null) return ExitCode.INTERRUPTED;
    await writePrivately(pathOf(context, Path.REDIS_CONFIG_FILE), redisConfig(password));
    log.info('the configuration of Redis is written');
    return ExitCode.DONE;
  } catch (error) {
    if (signal.aborted) return ExitCode.INTERRUPTED;
    log.error((error as Error).message);
    return ExitCode.CANNOT_WORK;
  }
}

/**
 * Configuration of the run's Redis. Nothing is evicted, since an evicted item would be lost; a crash loses at most the
 * last second, which the leader redoes. Commands that would empty, move or reconfigure the data are disabled; BullMQ
 * needs none of them (it reads version and eviction policy through INFO).
 */
export function redisConfig(password: string): string {
  const lines = [
    `port ${Port.REDIS}`,
    'bind * -::*',
    'protected-mode yes',
    `requirepass ${password}`,
    `dir ${Path.REDIS_DATA}`,
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    'maxmemory-policy noeviction',
    'tcp-keepalive 30',
    'daemonize no',
    'logfile ""',
    ...WITHDRAWN.map((command) => `rename-command ${command} ""`),
  ];
  return `${lines.join('\n')}\n`;
}

const WITHDRAWN = [
  'CONFIG',
  'DEBUG',
  'FLUSHALL',
  'FLUSHDB',
  'MIGRATE',
  'MODULE',
  'MONITOR',
  'REPLICAOF',
  'SHUTDOWN',
  'SLAVEOF',
];

/** The server is not up yet, and says so. */
class NotYet extends Error {}

/**
 * The password; null if the signal fired first. @throws Error after 15 min, not counting the time in which the server
 * says that it is cloning origin.
 */
async function askPatiently(url: string, context: ProgramContext, clock: Clock): Promise<string | null> {
  const later = (): number => clock.now() + Limit.WORKSPACE_PATIENCE_SECONDS * 1000;
  let until = later();
  let said = '';
  for (let failures = 0; !context.signal.aborted; failures += 1) {
    const answer = await ask(url, context).catch((error: Error) => error);
    if (typeof answer === 'string') return answer;
    if (answer instanceof NotYet) until = later();
    if (clock.now() >= until) throw new Error(`the workspace server gave no password: ${answer.message}`);
    if (answer.message !== said) context.log.info(`no password yet: ${answer.message}`);
    said = answer.message;
    await clock.sleep(backoffMs(failures), context.signal);
  }
  return null;
}

async function ask(url: string, context: ProgramContext): Promise<string> {
  const token = (await readFile(pathOf(context, Path.WORKSPACE_TOKEN_FILE), 'utf8')).trim();
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(ANSWER_MS)]);
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal });
  const text = await response.text();
  if (response.headers.has(WAIT_HEADER)) throw new NotYet('origin is being cloned');
  if (!response.ok) throw new Error(`${response.status} ${text.trim()}`);
  if (!/^[A-Za-z0-9_-]{20,}$/.test(text)) throw new Error('the answer is no password');
  return text;
}

/** Never readable by others, never partially written; Redis runs as the same user. */
async function writePrivately(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.new`;
  await rm(draft, { force: true });
  const file = await open(draft, 'wx', 0o400);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}
