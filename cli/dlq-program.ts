import { Command } from 'commander';
import type { ReopenFlags } from './commands/reopen-on-cluster';
import { onlyHere } from './flags';
import { asJson, collected, whichCluster } from './options';
import { goOn } from './reopen-program';
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
  return whichCluster(selecting(new Command('list')))
    .description('show dead letters')
    .option('--run <run>', 'of this run; default: of every run of this machine')
    .addOption(asJson())
    .action(async (options) => {
      if (options.cluster !== undefined) {
        const { listOnCluster } = await import('./commands/dlq-on-cluster.js');
        return listOnCluster(options, terminal);
      }
      onlyHere(options);
      const { listDeadLetters } = await import('./commands/dlq.js');
      await listDeadLetters(options, terminal);
    });
}

function inspect(terminal: Terminal): Command {
  return whichCluster(new Command('inspect'))
    .description('show all that is known of one')
    .argument('<item>', 'id of the item')
    .option('--run <run>', 'of this run; default: of the run that has it')
    .addOption(asJson())
    .action(async (item: string, options) => {
      if (options.cluster !== undefined) {
        const { inspectOnCluster } = await import('./commands/dlq-on-cluster.js');
        return inspectOnCluster(item, options, terminal);
      }
      onlyHere(options);
      const { inspectDeadLetter } = await import('./commands/dlq.js');
      await inspectDeadLetter(item, options, terminal);
    });
}

function retry(terminal: Terminal): Command {
  return whichCluster(selecting(new Command('retry')))
    .description('try dead letters again: on a cluster in their run, here by a run of their own from its result')
    .requiredOption('--run <run>', 'whose dead letters')
    .option('--max-parallel <n>', 'local: items at once; default: as the run had')
    .option('-y, --yes', 'local: merge the result into the current branch')
    .option('-q, --quiet', 'local: tell nothing while it runs')
    .option('--timeout <seconds>', 'cluster: wait so long for the end; default: 86400, a day')
    .option('--detach', 'cluster: return when the run goes on')
    .addOption(asJson())
    .action(async (options) => {
      if (options.cluster !== undefined) return retryOnCluster(options, terminal);
      onlyHere(options);
      const { retryDeadLetters } = await import('./commands/dlq.js');
      await retryDeadLetters(options, terminal);
    });
}

function purge(terminal: Terminal): Command {
  return whichCluster(selecting(new Command('purge')))
    .description('remove dead letters for good')
    .requiredOption('--run <run>', 'whose dead letters')
    .option('-y, --yes', 'without it nothing is removed')
    .action(async (options) => {
      if (options.cluster !== undefined) {
        const { purgeOnCluster } = await import('./commands/dlq-on-cluster.js');
        return purgeOnCluster(options, terminal);
      }
      onlyHere(options);
      const { purgeDeadLetters } = await import('./commands/dlq.js');
      await purgeDeadLetters(options, terminal);
    });
}

function exportTo(terminal: Terminal): Command {
  return whichCluster(selecting(new Command('export')))
    .description('write dead letters into a file, as JSON')
    .argument('<file>', 'a file that is not there yet')
    .option('--run <run>', 'of this run; default: of every run of this machine')
    .action(async (file: string, options) => {
      if (options.cluster !== undefined) {
        const { exportFromCluster } = await import('./commands/dlq-on-cluster.js');
        return exportFromCluster(file, options, terminal);
      }
      onlyHere(options);
      const { exportDeadLetters } = await import('./commands/dlq.js');
      await exportDeadLetters(file, options, terminal);
    });
}

/** The items are tried again in the run itself. */
function retryOnCluster(options: ReopenFlags & { run: string }, terminal: Terminal): Promise<void> {
  const { run, ...flags } = options;
  return goOn(run, 'retry', flags as ReopenFlags & { readonly [flag: string]: unknown }, terminal);
}

function selecting(command: Command): Command {
  return command
    .option('--item <id>', 'only this item, repeatable', collected)
    .option('--eligible', 'only those whose failure may pass');
}
