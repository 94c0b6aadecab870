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
 * Remove what the kubelet, containerd and the network plugins write to places that cannot be chosen. What others have
 * there stays, and a folder goes only when it is empty then.
 */
export async function removeFixedFiles(): Promise<void> {
  await removeWhere(CONTAINER_LOGS, async (path) => (await readlink(path).catch(() => '')).startsWith(`${STATE}/`));
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

/**
 * Remove the network namespaces of pods that were killed, not deleted. The network plugins noted the namespace's file
 * under the sandbox's id; to be called before STATE goes, which alone knows these ids.
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
