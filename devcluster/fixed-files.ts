import { readdir, readlink, rm, rmdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { POD_NETWORK } from './container-runtime';
import { STATE } from './paths';

const CONTAINER_LOGS = '/var/log/containers';
const DEVICE_PLUGINS = '/var/lib/kubelet/device-plugins';
const SHIM_SOCKETS = '/run/containerd/s';
const NETWORK_RESULTS = '/var/lib/cni/results';

/**
 * Remove what the kubelet, containerd and the network plugins write to places that cannot be chosen. What others have
 * there stays, and a folder goes only when it is empty then.
 */
export async function removeFixedFiles(): Promise<void> {
  await removeWhere(CONTAINER_LOGS, async (path) => (await readlink(path).catch(() => '')).startsWith(`${STATE}/`));
  await removeWhere(NETWORK_RESULTS, async (path) => path.startsWith(join(NETWORK_RESULTS, `${POD_NETWORK}-`)));
  for (const folder of [DEVICE_PLUGINS, SHIM_SOCKETS]) await removeWhere(folder, isDeadSocket);
  for (const folder of [CONTAINER_LOGS, DEVICE_PLUGINS, SHIM_SOCKETS, NETWORK_RESULTS]) {
    await rmdir(folder).catch(() => {});
    // Of /var/log there is always more.
    await rmdir(dirname(folder)).catch(() => {});
  }
}

async function removeWhere(folder: string, isOurs: (path: string) => Promise<boolean>): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    if (await isOurs(path)) await rm(path, { force: true });
  }
}

/** Whether nobody listens on a socket any more: ours once our processes are gone, or left by somebody else's crash. */
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
