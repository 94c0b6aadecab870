import { followEvents } from '../cluster/follow-events';
import { reach, type WhichCluster } from '../cluster/reach';
import { readClaim } from '../cluster/read-claim';
import { reportOf } from '../cluster/read-run';
import type { Terminal } from '../terminal';
import { following } from '../until-interrupted';
import { eventLine } from './events';

interface ClusterEventsFlags extends WhichCluster {
  /** Keep printing until the run has ended. */
  readonly follow?: boolean;
  readonly output?: 'json';
}

/** Print the events of a run on a cluster so far, oldest first; in Prodigy's documented format with `-o json`. */
export async function showEventsOnCluster(runId: string, flags: ClusterEventsFlags, terminal: Terminal): Promise<void> {
  const { kube, namespace } = await reach(flags, terminal);
  const run = { runId, namespace };
  const show = (line: string): void => terminal.out(flags.output === 'json' ? `${line}\n` : eventLine(line));
  if (flags.follow && !(await reportOf(kube, run)))
    return following(terminal, (signal) =>
      followEvents(kube, run, show, signal, (text) => terminal.progress(`${text}\n`)),
    );
  const text = await readClaim(kube, run, 'events');
  for (const line of text.split('\n')) if (line !== '') show(line);
}
