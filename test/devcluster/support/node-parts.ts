import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROCESSES } from '../../../devcluster/paths';
import { startProcess } from '../../../devcluster/processes';

/** Starts a killed part of the cluster as it was. */
type Restart = () => Promise<void>;

/** Kill a part of the cluster, `kubelet` for example, as a failing machine would. */
export function killPart(name: string): Restart {
  const { pid } = JSON.parse(readFileSync(join(PROCESSES, name), 'utf8')) as { pid: number };
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
  process.kill(pid, 'SIGKILL');
  return () => startProcess(name, command);
}

const CONTROL_GROUPS = '/sys/fs/cgroup';

/** Kill every process of pods, given their uids, without telling anybody. */
export function killContainersOf(podUids: readonly string[]): void {
  for (const pid of new Set(podUids.flatMap((uid) => processesBelow(CONTROL_GROUPS, `pod${uid}`, 6)))) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}

/** Processes of the groups whose path has a folder of that name. */
function processesBelow(folder: string, name: string, depth: number): number[] {
  if (depth === 0) return [];
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.name === name ? allProcesses(path) : processesBelow(path, name, depth - 1);
  });
}

function allProcesses(folder: string): number[] {
  const own = readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [...own, ...folders.flatMap((entry) => allProcesses(join(folder, entry.name)))];
}
