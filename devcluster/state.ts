import { networkExists } from './network-namespace';
import { recordedProcesses } from './processes';

/** What is there of the cluster; `broken` names the parts that have stopped while others run. */
export type ClusterState = 'up' | 'down' | 'leftovers' | { readonly broken: readonly string[] };

/** Look at what was started and still runs. */
export async function clusterState(): Promise<ClusterState> {
  const processes = [...(await recordedProcesses())];
  const stopped = processes.filter(([, running]) => !running).map(([name]) => name);
  if (processes.length === 0) return (await networkExists()) ? 'leftovers' : 'down';
  if (stopped.length === processes.length) return 'leftovers';
  // The node is started last: without it the start was cut off half way.
  const whole = ['kube-apiserver', 'kubelet', 'coredns'].every((name) => processes.some(([other]) => other === name));
  return stopped.length === 0 && whole ? 'up' : { broken: whole ? stopped : ['its start was cut off'] };
}
