import { Command, Option } from 'commander';
import { CliError } from './cli-error';
import type { ClusterSelection } from './commands/dlq-on-cluster';
import { onlyHere } from './flags';
import type { Terminal } from './terminal';

/** `dlq`: what becomes of items that failed for good. */
export function dlqProgram(terminal: Terminal): Command {
  const dlq = new Command('dlq').description('look at items that failed for good, and try them again');
  dlq.addCommand(list(terminal));
  dlq.addCommand(inspect(terminal));
  dlq.addCommand(retry(terminal));
  dlq.addCommand(purge(terminal));
  dlq.addCommand(exportTo(terminal));
  return dlq;
}

function list(terminal: Terminal): Command {
  return of(selecting(new Command('list')))
    .description('show dead letters')
    .option('--run <run>', 'of this run; default: of every run of this machine')
    .addOption(asJson())
    .action(async (options) => {
      if (options.cluster !== undefined) return onCluster(options, terminal);
      onlyHere(options);
      const { listDeadLetters } = await import('./commands/dlq.js');
      await listDeadLetters(options, terminal);
    });
}

function inspect(terminal: Terminal): Command {
  return of(new Command('inspect'))
    .description('show all that is known of one')
    .argument('<item>', 'id of the item')
    .option('--run <run>', 'of this run; default: of the run that has it')
    .addOption(asJson())
    .action(async (item: string, options) => {
      if (options.cluster !== undefined) return onCluster({ ...options, item: [item] }, terminal);
      onlyHere(options);
      const { inspectDeadLetter } = await import('./commands/dlq.js');
      await inspectDeadLetter(item, options, terminal);
    });
}

function retry(terminal: Terminal): Command {
  return here(selecting(new Command('retry')))
    .description('run the workflow once more over dead letters, from the result of their run')
    .requiredOption('--run <run>', 'whose dead letters')
    .option('--max-parallel <n>', 'items at once; default: as the run had')
    .option('-y, --yes', 'merge the result into the current branch')
    .option('-q, --quiet', 'tell nothing while it runs')
    .addOption(asJson())
    .action(async (options) => {
      const { retryDeadLetters } = await import('./commands/dlq.js');
      await retryDeadLetters(options, terminal);
    });
}

function purge(terminal: Terminal): Command {
  return here(selecting(new Command('purge')))
    .description('remove dead letters for good')
    .requiredOption('--run <run>', 'whose dead letters')
    .option('-y, --yes', 'without it nothing is removed')
    .action(async (options) => {
      const { purgeDeadLetters } = await import('./commands/dlq.js');
      await purgeDeadLetters(options, terminal);
    });
}

function exportTo(terminal: Terminal): Command {
  return here(selecting(new Command('export')))
    .description('write dead letters into a file, as JSON')
    .argument('<file>', 'a file that is not there yet')
    .option('--run <run>', 'of this run; default: of every run of this machine')
    .action(async (file: string, options) => {
      const { exportDeadLetters } = await import('./commands/dlq.js');
      await exportDeadLetters(file, options, terminal);
    });
}

/** Dead letters of this machine or of a cluster. */
function of(command: Command): Command {
  return command
    .option('--cluster <name>', 'target cluster; without it the runs of this machine')
    .option('--environment <name>', 'environment of the cluster, such as staging')
    .option('-n, --namespace <name>', "namespace; default: the cluster's")
    .option('--kubeconfig <file>', 'kubeconfig; default: KUBECONFIG, ~/.kube/config, in-cluster')
    .option('--context <name>', 'context of the kubeconfig');
}

async function onCluster(options: ClusterSelection, terminal: Terminal): Promise<void> {
  const { listFailuresOnCluster } = await import('./commands/dlq-on-cluster.js');
  await listFailuresOnCluster(options, terminal);
}

/** A command that reaches no cluster says so. */
function here(command: Command): Command {
  return command
    .addOption(new Option('--cluster <name>', 'refused').hideHelp())
    .hook('preAction', (_, called) => onlyListed(called.name(), called.opts().cluster));
}

/** @throws CliError where a cluster is named. */
function onlyListed(name: string, cluster: string | undefined): void {
  if (cluster === undefined) return;
  throw new CliError(
    `'--cluster' must not come with dlq ${name}, got ${cluster}: dead letters of a cluster stay on the claim of their ` +
      `run; see the first with prodigy-k8s dlq list --cluster ${cluster} --run <run>, and run the workflow again with ` +
      "those items as its 'map.input'",
  );
}

function selecting(command: Command): Command {
  return command
    .option('--item <id>', 'only this item, repeatable', (id: string, ids: readonly string[] = []) => [...ids, id])
    .option('--eligible', 'only those whose failure may pass');
}

const asJson = (): Option => new Option('-o, --output <format>', 'machine-readable output').choices(['json']);
