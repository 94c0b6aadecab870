import { followEvents } from '../cluster/follow-events';
import { readClaim } from '../cluster/read-claim';
import { reportOf } from '../cluster/read-run';
import { kubeconfigOf, type TargetFlags, targetOf } from '../cluster/target';
import { connect } from '../kube';
import type { Terminal } from '../terminal';
import { untilInterrupted } from '../until-interrupted';
import { eventLine } from './events';

interface ClusterEventsFlags
  extends Pick<TargetFlags, 'cluster' | 'environment' | 'namespace' | 'kubeconfig' | 'context'> {
  /** Go on until the run has ended. */
  readonly follow?: boolean;
  readonly output?: 'json';
}

/** Print the events of a run on a cluster so far, the oldest first; as Prodigy documents them with `-o json`. */
export async function showEventsOnCluster(runId: string, flags: ClusterEventsFlags, terminal: Terminal): Promise<void> {
  const { facts } = await targetOf(flags, terminal);
  const kube = await connect(kubeconfigOf(facts, terminal.home));
  const run = { runId, namespace: facts.namespace };
  const show = (line: string): void => terminal.out(flags.output === 'json' ? `${line}\n` : eventLine(line));
  if (flags.follow && !(await reportOf(kube, run)))
    return followEvents(kube, run, show, untilInterrupted(() => undefined).signal);
  const text = await readClaim(kube, run, 'events');
  for (const line of text.split('\n')) if (line !== '') show(line);
}
