import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exists } from '../tools/cache';
import { INSTANCE } from './instance';

const MOUNT = '/sys/fs/cgroup';
const GROUP = INSTANCE;

/** The kubelet's name for the cgroup of all pods. */
export const POD_GROUP = `/${GROUP}`;

/** Create the cluster's cgroups in each hierarchy: one for its processes, one above the pods. */
export async function createControlGroups(): Promise<void> {
  for (const hierarchy of await hierarchies()) {
    const group = join(hierarchy, GROUP);
    await mkdir(join(group, 'system'), { recursive: true });
    if (await isUnified(hierarchy)) await delegate([hierarchy, group]);
    if (hierarchy.endsWith('/cpuset')) await inheritCpus(group);
  }
}

/** The file by which a process joins the cluster's own cgroup. */
export async function processGroupFile(): Promise<string> {
  return join((await trackingHierarchy()) ?? MOUNT, GROUP, 'system', 'cgroup.procs');
}

/** All processes in the cluster's cgroups, including pods: everything started here, even if its parent is gone. */
export async function processesInGroups(): Promise<number[]> {
  const pids = new Set<number>();
  for (const hierarchy of await hierarchies())
    for (const group of await groupsBelow(join(hierarchy, GROUP))) {
      const text = await readFile(join(group, 'cgroup.procs'), 'utf8').catch(() => '');
      for (const line of text.split('\n')) if (Number(line) > 0) pids.add(Number(line));
    }
  return [...pids];
}

/** Remove the cgroups, deepest first. The kernel frees those of dead processes with a delay, so it retries for 5 s. */
export async function deleteControlGroups(): Promise<void> {
  for (const hierarchy of await hierarchies())
    for (const group of await groupsBelow(join(hierarchy, GROUP))) await deleteGroup(group, Date.now() + 5000);
}

async function deleteGroup(group: string, deadline: number): Promise<void> {
  for (;;) {
    try {
      return await rmdir(group);
    } catch (error) {
      if (Date.now() > deadline || !(await exists(group))) throw error;
      await sleep(50);
    }
  }
}

/** A cgroup and all its descendants, deepest first. */
async function groupsBelow(group: string): Promise<string[]> {
  const entries = await readdir(group, { withFileTypes: true }).catch(() => []);
  const below: string[] = [];
  for (const entry of entries) if (entry.isDirectory()) below.push(...(await groupsBelow(join(group, entry.name))));
  return (await exists(group)) ? [...below, group] : below;
}

async function hierarchies(): Promise<string[]> {
  if (await isUnified(MOUNT)) return [MOUNT];
  const entries = await readdir(MOUNT, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(MOUNT, entry.name));
}

const trackingHierarchy = async () => (await hierarchies()).find((path) => path === MOUNT || path.endsWith('/pids'));

const isUnified = (hierarchy: string) => exists(join(hierarchy, 'cgroup.controllers'));

/** cgroup v2: child cgroups have only the controllers that their parent delegates. */
async function delegate(groups: readonly string[]): Promise<void> {
  for (const group of groups) {
    const controllers = (await readFile(join(group, 'cgroup.controllers'), 'utf8')).trim().split(' ').filter(Boolean);
    for (const controller of controllers)
      await writeFile(join(group, 'cgroup.subtree_control'), `+${controller}`).catch(() => {});
  }
}

/** cgroup v1: a new cpuset is empty and accepts no process until it has CPUs and memory nodes. */
async function inheritCpus(group: string): Promise<void> {
  for (const target of [group, join(group, 'system')])
    for (const file of ['cpuset.cpus', 'cpuset.mems'])
      await writeFile(join(target, file), await readFile(join(target, '..', file)));
}
