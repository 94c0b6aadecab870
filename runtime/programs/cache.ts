import { once } from 'node:events';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ExitCode } from '../../contract/exit-codes';
import { Port } from '../../contract/network';
import { Path } from '../../contract/paths';
import { type CacheConfig, type CachedRepository, parseCacheConfig } from '../../contract/repository-cache';
import { systemClock } from '../adapters/clock/system-clock';
import { originOf } from '../adapters/git/origin';
import { Mutex } from '../adapters/mutex';
import { CacheMetrics } from '../mirrors/cache-metrics';
import { keepFresh } from '../mirrors/keep-fresh';
import { Mirror } from '../mirrors/mirror';
import { mirrorServer } from '../mirrors/mirror-server';
import type { Clock } from '../ports/clock';
import type { Log } from '../ports/log';
import { metricsServer } from '../server/metrics-server';
import { type ProgramContext, pathOf } from './program';

/** Overrides for tests. */
export interface CacheOptions {
  /** Default: 8080; 0 for any free one. */
  readonly port?: number;
  /** Port for Prometheus. Default: 9464; 0 for any free one. */
  readonly metricsPort?: number;
  /** Address to listen on. Default: all addresses of the pod. */
  readonly host?: string;
  /** Called once the server listens. */
  readonly onListening?: (port: number, metricsPort: number) => void;
  /** Milliseconds between two checks of the configuration. Default: 30 s. */
  readonly lookMs?: number;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
}

/** Milliseconds for pending fetches to finish; the kubelet's own grace period is 30 s. */
const GRACE_MS = 20_000;
const LOOK_MS = 30_000;
/** Number of mirrors refreshed at the same time, so that one large clone does not block all others. */
const LANES = 2;

/** Keep mirrors of repositories and serve them until SIGTERM, or until the configuration changes. */
export async function cacheProgram(context: ProgramContext, options: CacheOptions = {}): Promise<number> {
  const { log } = context;
  const file = pathOf(context, Path.CACHE_CONFIG_FILE);
  let text: string;
  let config: CacheConfig;
  let mirrors: Mirror[];
  try {
    text = await readFile(file, 'utf8');
    config = parseCacheConfig(text);
    mirrors = config.repositories.map((repository) => mirrorOf(repository, context));
  } catch (error) {
    log.error((error as Error).message);
    return ExitCode.CANNOT_WORK;
  }
  await prepareFolder(pathOf(context, Path.MIRRORS), mirrors);
  const clock = options.clock ?? systemClock;
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const metrics = new CacheMetrics(mirrors).withProcess();
  const servers = await serve(mirrors, metrics, log, options);
  const lanes = Array.from({ length: LANES }, () => new Mutex());
  const work = mirrors.map((mirror, index) =>
    keepFresh(mirror, { ...config, lane: lanes[index % LANES] as Mutex, clock, log, metrics, signal }),
  );
  await untilChanged(file, text, signal, clock, options.lookMs ?? LOOK_MS);
  if (!signal.aborted) log.info('the configuration has changed: the container starts again with it');
  stop.abort();
  await Promise.all([...work, ...servers.map((server) => closed(server, clock))]);
  return ExitCode.DONE;
}

function mirrorOf(repository: CachedRepository, context: ProgramContext): Mirror {
  const { env, root = '', log } = context;
  const own = Object.entries(repository.env).map(([name, value]) => [name, rooted(value, root)] as const);
  const origin = originOf(repository, { ...env, ...Object.fromEntries(own) }, root);
  return new Mirror({ name: repository.name, folder: pathOf(context, Path.MIRRORS), origin, log });
}

/** Mounts are below the context's root. */
const rooted = (value: string, root: string): string =>
  [Path.SECRETS, Path.CONFIG].some((folder) => value.startsWith(`${folder}/`)) ? root + value : value;

/** Delete mirrors that are no longer configured. */
async function prepareFolder(folder: string, mirrors: readonly Mirror[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const wanted = mirrors.map(({ path }) => path);
  for (const name of await readdir(folder))
    if (/\.git(\.new)?$/.test(name) && !wanted.includes(join(folder, name)))
      await rm(join(folder, name), { recursive: true, force: true });
}

/** @returns the servers for runs and for Prometheus. */
async function serve(
  mirrors: readonly Mirror[],
  metrics: CacheMetrics,
  log: Log,
  options: CacheOptions,
): Promise<Server[]> {
  const [server, numbers] = [mirrorServer(mirrors, metrics, log), metricsServer(metrics, log)];
  const port = await listening(server, options.port ?? Port.REPOSITORY_CACHE, options.host);
  const metricsPort = await listening(numbers, options.metricsPort ?? Port.METRICS, options.host);
  options.onListening?.(port, metricsPort);
  return [server, numbers];
}

/** @returns the port. */
async function listening(server: Server, port: number, host: string | undefined): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function untilChanged(
  file: string,
  text: string,
  signal: AbortSignal,
  clock: Clock,
  lookMs: number,
): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(lookMs, signal);
    // The kubelet swaps the folder of the file: if it is missing for a moment, it has not changed.
    const now = await readFile(file, 'utf8').catch(() => text);
    if (now !== text) return;
  }
}

/** Accept no more calls, let pending ones finish, then drop the rest. */
async function closed(server: Server, clock: Clock): Promise<void> {
  const done = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const finished = new AbortController();
  await Promise.race([done, clock.sleep(GRACE_MS, finished.signal)]);
  finished.abort();
  server.closeAllConnections();
  await done;
}
