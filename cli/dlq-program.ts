import { Command, Option } from 'commander';
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
  return selecting(new Command('list'))
    .description('show dead letters')
    .option('--run <run>', 'of this run; default: of every run of this machine')
    .addOption(asJson())
    .action(async (options) => {
      const { listDeadLetters } = await import('./commands/dlq.js');
      await listDeadLetters(options, terminal);
    });
}

function inspect(terminal: Terminal): Command {
  return new Command('inspect')
    .description('show all that is known of one')
    .argument('<item>', 'id of the item')
    .option('--run <run>', 'of this run; default: of the run that has it')
    .addOption(asJson())
    .action(async (item: string, options) => {
      const { inspectDeadLetter } = await import('./commands/dlq.js');
      await inspectDeadLetter(item, options, terminal);
    });
}

function retry(terminal: Terminal): Command {
  return selecting(new Command('retry'))
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
  return selecting(new Command('purge'))
    .description('remove dead letters for good')
    .requiredOption('--run <run>', 'whose dead letters')
    .option('-y, --yes', 'without it nothing is removed')
    .action(async (options) => {
      const { purgeDeadLetters } = await import('./commands/dlq.js');
      await purgeDeadLetters(options, terminal);
    });
}

function exportTo(terminal: Terminal): Command {
  return selecting(new Command('export'))
    .description('write dead letters into a file, as JSON')
    .argument('<file>', 'a file that is not there yet')
    .option('--run <run>', 'of this run; default: of every run of this machine')
    .action(async (file: string, options) => {
      const { exportDeadLetters } = await import('./commands/dlq.js');
      await exportDeadLetters(file, options, terminal);
    });
}

function selecting(command: Command): Command {
  return command
    .option('--item <id>', 'only this item, repeatable', (id: string, ids: readonly string[] = []) => [...ids, id])
    .option('--eligible', 'only those whose failure may pass');
}

const asJson = (): Option => new Option('-o, --output <format>', 'machine-readable output').choices(['json']);
