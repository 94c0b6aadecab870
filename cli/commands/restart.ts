import { reach, type WhichCluster } from '../cluster/reach';
import { type Part, type Restart, restart, restartPlan } from '../cluster/restart';
import { timeoutSeconds } from '../flags';
import type { Terminal } from '../terminal';

export interface RestartFlags extends WhichCluster {
  readonly only?: Part;
  readonly timeout?: string;
  readonly dryRun?: boolean;
}

/** Seconds: an agent has its grace period to end, a server its start-up time. */
const TIMEOUT = 600;

/**
 * Restart the pods of a run in progress, to pick up what is read only at start: prints what it will do, then does it.
 * @throws CliError if there is no such run, it is not in progress, or its pods do not stop or start in time.
 */
export async function restartRun(runId: string, flags: RestartFlags, terminal: Terminal): Promise<void> {
  const seconds = timeoutSeconds(flags.timeout, TIMEOUT);
  const { kube, namespace } = await reach(flags, terminal);
  const run = { runId, namespace };
  const plan = await restartPlan(kube, run, flags.only);
  for (const part of plan) terminal.out(`${sentence(part)}\n`);
  if (flags.dryRun) return;
  await restart(kube, run, plan, { timeoutSeconds: seconds }, (line) => terminal.progress(`${line}\n`));
  terminal.progress(`run ${runId} is restarted\n`);
}

const WHAT = {
  agents: 'stop all agents, whose items return to the queue, and start them when the rest is done',
  workspace: 'stop the workspace server and start it on its claim',
  queue: 'stop Redis and start it on its claim',
} as const;

const sentence = ({ part, pods }: Restart): string => `${WHAT[part]}: ${pods.join(', ') || 'none runs now'}`;
