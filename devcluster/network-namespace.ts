import { readdir, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { exists } from '../tools/cache';
import { run, succeeds } from '../tools/command';
import { GIT_ADDRESS, NAMESPACE, NAMESPACE_FILE, NODE_ADDRESS, REGISTRY_ADDRESSES } from './addresses';

/**
 * Command prefix that runs a program in the cluster's network. Uses nsenter because `ip netns exec` mounts a new /sys,
 * which hides the cgroups.
 */
export const INSIDE = ['nsenter', `--net=${NAMESPACE_FILE}`, '--'] as const;

/** Run a program to its end in the cluster's network; returns its stdout. */
export const runInside = (args: readonly string[], input?: string): Promise<string> =>
  run(INSIDE[0], [...INSIDE.slice(1), ...args], { input });

/** Create the network: loopback, and a bridge as the node's interface. No route leads out of it. */
export async function createNetwork(): Promise<void> {
  await run('ip', ['netns', 'add', NAMESPACE]);
  const commands = [
    'ip link set lo up',
    'ip link add node0 type bridge',
    `ip address add ${NODE_ADDRESS}/32 dev node0`,
    `ip address add ${GIT_ADDRESS}/32 dev node0`,
    ...Object.values(REGISTRY_ADDRESSES).map((address) => `ip address add ${address}/32 dev node0`),
    'ip link set node0 up',
    // The kubelet and kube-proxy expect a default route; packets that take it end here.
    `ip route add default dev node0 src ${NODE_ADDRESS}`,
    'echo 1 > /proc/sys/net/ipv4/ip_forward',
    'test ! -e /proc/sys/net/bridge/bridge-nf-call-iptables || echo 1 > /proc/sys/net/bridge/bridge-nf-call-iptables',
  ];
  await runInside(['sh', '-ec', commands.join('\n')]);
}

/** Remove the network with all its devices. Does nothing if it does not exist. */
export async function deleteNetwork(): Promise<void> {
  if (!(await networkExists())) return;
  await run('ip', ['netns', 'delete', NAMESPACE]);
  await removeFolder(dirname(NAMESPACE_FILE));
}

/** iproute2 mounts the folder of all namespaces on itself; after the last namespace the mount is no longer needed. */
async function removeFolder(folder: string): Promise<void> {
  if ((await readdir(folder)).length > 0) return;
  await succeeds('umount', [folder]);
  await rmdir(folder).catch(() => undefined);
}

/** Whether the namespace exists. */
export const networkExists = (): Promise<boolean> => exists(NAMESPACE_FILE);
