import { Annotation, Label } from '../../contract/labels';
import { jobName } from '../../contract/names';
import { CliError, Status } from '../cli-error';
import { agents } from '../cluster/agents';
import { type Reach, reach, type WhichCluster } from '../cluster/reach';
import { mustHaveJob } from '../cluster/read-run';
import { isOver } from '../cluster/run-status';
import type { LiveObject } from '../kube';
import type { Terminal } from '../terminal';

/**
 * Change the number of agents of a run in progress. An elastic run gets a new maximum and adjusts by itself; others can
 * only grow: removing an index of a Job would make its item start over.
 * @throws CliError if the number is invalid, more than the cluster allows, or not possible for the run.
 */
export async function scaleRun(
  runId: string,
  flags: WhichCluster & { readonly maxParallel?: string },
  terminal: Terminal,
): Promise<void> {
  const wanted = agents(flags.maxParallel) as number;
  const there = await reach(flags, terminal);
  if (wanted > there.maxAgents)
    throw new CliError(`'--max-parallel' must be at most ${there.maxAgents} on this cluster, got ${wanted}`);
  const job = await liveJob(there, runId);
  const name = { apiVersion: 'batch/v1', kind: 'Job', name: jobName(runId), namespace: there.namespace };
  await there.kube.patch(name, change(runId, job, wanted));
  terminal.out(`run ${runId}: at most ${wanted} agent${wanted === 1 ? '' : 's'}\n`);
}

async function liveJob({ kube, namespace }: Reach, runId: string): Promise<LiveObject> {
  const job = await mustHaveJob(kube, { runId, namespace });
  if (isOver(job)) throw new CliError(`run ${runId} has ended: it needs no agents`, Status.CONFLICT);
  if (job.metadata?.labels?.[Label.MODE] !== 'mapreduce')
    throw new CliError(`run ${runId} has one agent: its workflow is a list of steps, one after the other`);
  return job;
}

function change(runId: string, job: LiveObject, wanted: number): object {
  if (job.metadata?.annotations?.[Annotation.MAX_AGENTS] !== undefined)
    return { metadata: { annotations: { [Annotation.MAX_AGENTS]: String(wanted) } } };
  const { completions = 1 } = job.spec as { completions?: number };
  if (wanted >= completions) return { spec: { completions: wanted, parallelism: wanted } };
  throw new CliError(
    `run ${runId} cannot shrink from ${completions} to ${wanted} agents: only a run submitted with --min-parallel can`,
  );
}
