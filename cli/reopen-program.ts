import { Command } from 'commander';
import { CliError } from './cli-error';
import type { ReopenFlags } from './commands/reopen-on-cluster';
import { mustHaveCluster, onlyOnCluster } from './flags';
import { collected, tellingEnd, whichCluster } from './options';
import type { Terminal } from './terminal';

/** `retry`: retry dead letters of a run on a cluster. */
export function retry(terminal: Terminal): Command {
  return reopening('retry', terminal)
    .description('cluster: retry the dead letters of a run, then reduce, merge and publish again')
    .option('--item <id>', 'only this item, repeatable; default: all dead letters', collected)
    .option('--eligible', 'only those whose failure may be temporary');
}

/** `publish`: publish the result of a run on a cluster again. */
export function publish(terminal: Terminal): Command {
  return reopening('publish', terminal).description('cluster: push again a result that origin refused');
}

function reopening(work: 'retry' | 'publish', terminal: Terminal): Command {
  return tellingEnd(whereRuns(new Command(work)))
    .argument('<run>', 'run id')
    .action((runId: string, options) => goOn(runId, work, options, terminal));
}

/** Continue a run on a cluster. @throws CliError if no run or cluster is given, or a flag would be ignored. */
export async function goOn(
  runId: string | undefined,
  work: 'resume' | 'retry' | 'publish',
  options: ReopenFlags & { readonly [flag: string]: unknown },
  terminal: Terminal,
): Promise<void> {
  mustHaveCluster(work, options);
  if (runId === undefined) throw new CliError("'run' must be given with --cluster, got none: see prodigy-k8s status");
  onlyOnCluster(options);
  if (options.maxParallel !== undefined)
    throw new CliError(
      `'--max-parallel' must not come with ${work} --cluster: the run keeps the agents it started with`,
    );
  const { reopenOnCluster } = await import('./commands/reopen-on-cluster.js');
  await reopenOnCluster(runId, work, options, terminal);
}

/** Flags for a run's cluster, and for how long to wait for it. */
export function whereRuns(command: Command): Command {
  return whichCluster(command)
    .option('--timeout <seconds>', 'cluster: how long to wait for the end; default: 86400, a day')
    .option('--detach', 'cluster: return once the run continues');
}
