import { rm } from 'node:fs/promises';
import { deleteControlGroups } from './control-groups';
import { removeFixedFiles, removePodNetworks } from './fixed-files';
import { restoreKernelSettings } from './kernel-settings';
import { unmountAll } from './mounts';
import { deleteNetwork } from './network-namespace';
import { STATE } from './paths';
import { killStrays, recordedProcesses, stopProcess } from './processes';

// The kubelet stops before containerd, so that nothing restarts containers; etcd last, since the others write to it.
const ORDER = ['kubelet', 'kube-proxy', 'local-path-provisioner', 'kube-controller-manager', 'kube-scheduler'];

/** Stop the cluster and remove all traces of it, even of a partial start. Keeps the cache and the logs. */
export async function stopCluster(): Promise<void> {
  const names = [...(await recordedProcesses()).keys()];
  for (const name of ORDER.filter((name) => names.includes(name))) await stopProcess(name);
  for (const name of names.filter((name) => !ORDER.includes(name) && name !== 'etcd')) await stopProcess(name);
  await stopProcess('etcd');
  await killStrays();
  await unmountAll();
  await removePodNetworks();
  await deleteNetwork();
  await deleteControlGroups();
  await restoreKernelSettings();
  await removeFixedFiles();
  await rm(STATE, { recursive: true, force: true });
}
