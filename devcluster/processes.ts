import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, type ProcessIdentity, processIdentity } from '../tools/process-identity';
import { processesInGroups, processGroupFile } from './control-groups';
import { throwIfInterrupted } from './interruption';
import { INSIDE } from './network-namespace';
import { LOGS, PROCESSES } from './paths';

/**
 * Start a component of the cluster in its network and cgroup, in the background, and record its identity. Its output
 * goes to `LOGS/<name>.log`.
 */
export async function startProcess(name: string, command: readonly string[], environment = {}): Promise<void> {
  throwIfInterrupted();
  const log = openSync(join(LOGS, `${name}.log`), 'a');
  // The shell joins the cgroup before the program can start children outside it; exec keeps the process id.
  const script = `echo $$ > ${await processGroupFile()}; exec "$@"`;
  const child = spawn('sh', ['-c', script, 'sh', ...INSIDE, ...command], {
    detached: true,
    stdio: ['ignore', log, log],
    env: {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: process.env.HOME,
      // The git server, a program of this repository, finds its files by this name.
      ...(process.env.PRODIGY_DEVCLUSTER ? { PRODIGY_DEVCLUSTER: process.env.PRODIGY_DEVCLUSTER } : {}),
      ...environment,
    },
  });
  child.unref();
  await mkdir(PROCESSES, { recursive: true });
  if (child.pid === undefined) throw new Error(`'${name}' must start, got no process: see ${LOGS}`);
  await writeFile(join(PROCESSES, name), JSON.stringify(await processIdentity(child.pid)));
}

/** The recorded components of the cluster, by name, and whether each is still running. */
export async function recordedProcesses(): Promise<Map<string, boolean>> {
  const result = new Map<string, boolean>();
  for (const name of await readdir(PROCESSES).catch(() => [])) {
    const identity = await recorded(name);
    result.set(name, identity !== undefined && (await isRunning(identity)));
  }
  return result;
}

/** Stop a component: SIGTERM, then SIGKILL after 5 s. Does nothing if it is not running. */
export async function stopProcess(name: string): Promise<void> {
  const identity = await recorded(name);
  if (identity) await stop([identity], 5000);
  await rm(join(PROCESSES, name), { force: true });
}

/** Kill whatever is left in the cluster's cgroups: containers, and orphaned helper processes. */
export async function killStrays(): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    const identities = await Promise.all((await processesInGroups()).map(processIdentity));
    const alive = identities.filter((identity) => identity !== undefined);
    if (alive.length === 0) return;
    await stop(alive, 0);
  }
}

async function stop(identities: readonly ProcessIdentity[], patience: number): Promise<void> {
  const deadline = Date.now() + patience;
  for (const identity of identities) {
    if (patience > 0) await signal(identity, 'SIGTERM');
    while (Date.now() < deadline && (await isRunning(identity))) await sleep(20);
    await signal(identity, 'SIGKILL');
  }
  await sleep(20);
}

async function signal(identity: ProcessIdentity, name: NodeJS.Signals): Promise<void> {
  if (!(await isRunning(identity))) return;
  try {
    process.kill(identity.pid, name);
  } catch {
    // It exited between the two calls.
  }
}

async function recorded(name: string): Promise<ProcessIdentity | undefined> {
  const text = await readFile(join(PROCESSES, name), 'utf8').catch(() => '');
  return text ? JSON.parse(text) : undefined;
}
