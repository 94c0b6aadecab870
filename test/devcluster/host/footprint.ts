import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { NAMESPACE } from '../../../devcluster/addresses';
import { STATE } from '../../../devcluster/paths';

/** Where the kubelet, containerd and the network plugins write, whatever they are told. */
const FIXED = ['/var/log/containers', '/var/lib/kubelet', '/run/containerd', '/var/lib/cni'];
/** What the kubelet sets for the whole machine. */
const SETTINGS = ['kernel/panic', 'kernel/panic_on_oops', 'vm/overcommit_memory', 'kernel/keys/root_maxkeys'];

/**
 * All that a cluster shows of itself on the machine it runs on, found without the records that the cluster keeps.
 * Caches and logs are not part of it: they are meant to stay.
 */
export async function footprint() {
  return {
    processes: await processes(),
    networks: await entries('/run/netns'),
    mounts: await mounts(),
    controlGroups: await controlGroups(),
    state: await entries(STATE),
    files: (await Promise.all(FIXED.map(files))).flat(),
    settings: await Promise.all(SETTINGS.map((name) => readFile(`/proc/sys/${name}`, 'utf8').catch(() => ''))),
  };
}

/** Process id and name of those in the cluster's control groups, or in another network than this one's. */
async function processes(): Promise<string[]> {
  const own = await readlink('/proc/self/ns/net');
  const found: string[] = [];
  for (const pid of (await entries('/proc')).filter((name) => /^\d+$/.test(name))) {
    const groups = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '');
    const network = await readlink(`/proc/${pid}/ns/net`).catch(() => own);
    if (!groups.includes(`/${NAMESPACE}`) && network === own) continue;
    found.push(`${pid} ${(await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim()}`);
  }
  return found;
}

async function mounts(): Promise<string[]> {
  const targets = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').map((line) => line.split(' ')[4] ?? '');
  return targets.filter((target) => target.startsWith(STATE) || target.startsWith('/run/netns'));
}

async function controlGroups(): Promise<string[]> {
  const hierarchies = ['', ...(await entries('/sys/fs/cgroup'))].map((name) => join('/sys/fs/cgroup', name));
  const below = await Promise.all(
    hierarchies.map(async (path) => ((await entries(path)).includes(NAMESPACE) ? [path] : [])),
  );
  return below.flat();
}

async function files(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => undefined);
  return names ? [folder, ...names.map((name) => join(folder, name)).sort()] : [];
}

const entries = async (folder: string): Promise<string[]> => (await readdir(folder).catch(() => [])).sort();
