import { networkExists } from './network-namespace';
import { recordedProcesses } from './processes';

/** State of the cluster; `broken` lists the components that have stopped while others run. */
export type ClusterState = 'up' | 'down' | 'leftovers' | { readonly broken: readonly string[] };

/** Determine the state from what was started and is still running. */
export async function clusterState(): Promise<ClusterState> {
  const processes = [...(await recordedProcesses())];
  const stopped = processes.filter(([, running]) => !running).map(([name]) => name);
  if (processes.length === 0) return (await networkExists()) ? 'leftovers' : 'down';
  if (stopped.length === processes.length) return 'leftovers';
  // The node is started last: if it is missing, the start was interrupted.
  const whole = ['kube-apiserver', 'kubelet', 'coredns'].every((name) => processes.some(([other]) => other === name));
  return stopped.length === 0 && whole ? 'up' : { broken: whole ? stopped : ['its start was cut off'] };
}
