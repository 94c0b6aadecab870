import { readFile } from 'node:fs/promises';
import { Env } from '../../contract/environment';
import type { RunRedis } from '../../contract/existing-redis';
import type { Item } from '../../contract/journal';
import { Limit } from '../../contract/limits';
import { Port, redisHost } from '../../contract/network';
import { secretFile } from '../../contract/paths';
import { Route } from '../../contract/workspace-api';
import { systemClock } from '../adapters/clock/system-clock';
import { withoutRepeats } from '../adapters/log/without-repeats';
import { BullmqQueue } from '../adapters/queue/bullmq-queue';
import { forgetQueue } from '../adapters/queue/forget-queue';
import { greetRedis } from '../adapters/queue/greet-redis';
import type { RedisAddress } from '../adapters/queue/redis-connection';
import { type RunState, stateOf } from '../engine/run-state';
import type { Journal } from '../ports/journal';
import { ItemFailed, type WorkQueue } from '../ports/work-queue';
import type { AgentSetting } from './agent-parts';
import { CannotWork } from './cannot-work';
import { pathOf } from './program';

/** Seconds for which a Redis may refuse: longer than the kubelet takes to bring a rotated key to the pod. */
const REFUSED_SECONDS = 120;

/**
 * The run's queue: in its own Redis, whose password the workspace server provides, or in an existing one.
 * @throws CannotWork if an existing Redis refuses, or does not answer.
 */
export async function queueOf(setting: AgentSetting, journal: Journal): Promise<WorkQueue> {
  const { context, config } = setting;
  const existing = config.redis;
  if (existing) await greet(existing, setting);
  return new BullmqQueue({
    runId: config.runId,
    redis: existing ? await addressOf(existing, setting) : await ownRedis(setting),
    prefix: existing?.keyPrefix,
    lockSeconds: config.timing.lockSeconds,
    findItem: finder(journal),
    clock: systemClock,
    log: withoutRepeats(context.log, systemClock),
  });
}

/**
 * Remove the run's keys from an existing Redis once the run is complete, if its claims are deleted too. Index 0 does
 * so, since it leaves last.
 */
export async function leaveRedis({ context, config }: AgentSetting): Promise<void> {
  const existing = config.redis;
  if (existing === undefined || config.cleanupPolicy !== 'delete' || context.env[Env.AGENT_INDEX] !== '0') return;
  const address = await addressOf(existing, { context }).catch((error: Error) => context.log.warn(error.message));
  if (address) await forgetQueue(config.runId, existing.keyPrefix, address, context.log);
}

async function ownRedis({ options, config, client }: AgentSetting): Promise<RedisAddress> {
  const password = (await client.call<string>({ method: 'GET', route: Route.QUEUE_PASSWORD })).trim();
  return { ...(options.redis ?? { host: redisHost(config.runId), port: Port.REDIS }), password };
}

async function greet(existing: RunRedis, { context, options }: AgentSetting): Promise<void> {
  const log = withoutRepeats(context.log, systemClock);
  const silentSeconds = options.patienceSeconds ?? Limit.WORKSPACE_PATIENCE_SECONDS;
  const patience = { refusedSeconds: Math.min(REFUSED_SECONDS, silentSeconds), silentSeconds };
  try {
    const setting = { clock: systemClock, log, signal: context.signal };
    await greetRedis(() => addressOf(existing, { context }), patience, setting);
  } catch (error) {
    throw new CannotWork((error as Error).message);
  }
}

async function addressOf(existing: RunRedis, { context }: Pick<AgentSetting, 'context'>): Promise<RedisAddress> {
  const { host, port, tls, username, passwordKey } = existing;
  if (passwordKey === undefined) return { host, port, tls };
  const file = pathOf(context, secretFile(passwordKey));
  const freshPassword = async (): Promise<string> => (await readFile(file, 'utf8')).trim();
  return { host, port, tls, username, password: await freshPassword(), freshPassword };
}

/** Finds items that were too large for the queue, in the journal; its list is read once. */
function finder(journal: Journal): (id: string) => Promise<Item> {
  let items: RunState['items'];
  return async (id) => {
    items ??= stateOf(await journal.read()).items;
    if (!items?.has(id)) throw new ItemFailed(`${id} is no item of this run`);
    return { id, data: items.get(id) };
  };
}
