import { Command } from 'commander';
import { asJson, asList, kubernetes } from './options';
import type { Terminal } from './terminal';

/** `clusters`: those that `--cluster` can name. */
export function clustersProgram(terminal: Terminal): Command {
  const clusters = new Command('clusters').description('show the clusters that runs can go to, and look at them');
  clusters.addCommand(list(terminal));
  clusters.addCommand(check(terminal));
  return clusters;
}

function list(terminal: Terminal): Command {
  return new Command('list')
    .description('show the clusters that are described, and where')
    .addOption(asList())
    .action(async (options) => {
      const { listClusters } = await import('./commands/clusters.js');
      await listClusters(options, terminal);
    });
}

function check(terminal: Terminal): Command {
  return kubernetes(new Command('check'))
    .description(
      'look at clusters as runs would find them: version, rights, nodes, storage, quota; exit 1 where one cannot work',
    )
    .argument('[cluster...]', 'their names; default: all')
    .addOption(asJson())
    .action(async (names: string[], options) => {
      const { checkClusters } = await import('./commands/clusters.js');
      await checkClusters(names, options, terminal);
    });
}
