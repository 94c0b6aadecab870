import { readClaim } from '../cluster/read-claim';
import { kubeconfigOf, type TargetFlags, targetOf } from '../cluster/target';
import { connect } from '../kube';
import type { Terminal } from '../terminal';
import { eventLine } from './events';

interface ClusterEventsFlags
  extends Pick<TargetFlags, 'cluster' | 'environment' | 'namespace' | 'kubeconfig' | 'context'> {
  readonly output?: 'json';
}

/** Print the events of a run on a cluster so far, the oldest first; as Prodigy documents them with `-o json`. */
export async function showEventsOnCluster(runId: string, flags: ClusterEventsFlags, terminal: Terminal): Promise<void> {
  const { facts } = await targetOf(flags, terminal);
  const kube = await connect(kubeconfigOf(facts, terminal.home));
  const text = await readClaim(kube, { runId, namespace: facts.namespace }, 'events');
  const lines = text.split('\n').filter((line) => line !== '');
  for (const line of lines) terminal.out(flags.output === 'json' ? `${line}\n` : eventLine(line));
}
