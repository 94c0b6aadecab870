import { readdir, readFile, readlink, rm, rmdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { run } from '../tools/command';
import { sandboxIds } from './container-runtime';
import { STATE } from './paths';

const CONTAINER_LOGS = '/var/log/containers';
const DEVICE_PLUGINS = '/var/lib/kubelet/device-plugins';
const SHIM_SOCKETS = '/run/containerd/s';
const NETWORK_RESULTS = '/var/lib/cni/results';

/**
 * Remove what the kubelet, containerd and the network plugins write to fixed paths. Files of other programs there are
 * kept, and folders are removed only if they are empty afterwards.
 */
export async function removeFixedFiles(): Promise<void> {
  await removeWhere(CONTAINER_LOGS, async (path) => (await readlink(path).catch(() => '')).startsWith(`${STATE}/`));
  for (const folder of [DEVICE_PLUGINS, SHIM_SOCKETS]) await removeWhere(folder, isDeadSocket);
  for (const folder of [CONTAINER_LOGS, DEVICE_PLUGINS, SHIM_SOCKETS, NETWORK_RESULTS]) {
    await rmdir(folder).catch(() => {});
    // /var/log always contains other files.
    await rmdir(dirname(folder)).catch(() => {});
  }
}

async function removeWhere(folder: string, isOurs: (path: string) => Promise<boolean>): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    if (await isOurs(path)) await rm(path, { force: true });
  }
}

/**
 * Remove the network namespaces of pods that were killed, not deleted. The network plugins recorded their paths by
 * sandbox id. Call it before STATE is removed, the only place with these ids.
 */
export async function removePodNetworks(): Promise<void> {
  const ids = await sandboxIds();
  for (const name of await readdir(NETWORK_RESULTS).catch(() => [])) {
    if (!ids.some((id) => name.includes(`-${id}-`))) continue;
    const path = join(NETWORK_RESULTS, name);
    const { result } = JSON.parse(await readFile(path, 'utf8'));
    for (const { sandbox } of result?.interfaces ?? [])
      if (sandbox) await run('ip', ['netns', 'delete', basename(sandbox)]).catch(() => {});
    await rm(path, { force: true });
  }
}

/** Whether nobody listens on a socket: ours after its process has ended, or a leftover of another program's crash. */
function isDeadSocket(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}
