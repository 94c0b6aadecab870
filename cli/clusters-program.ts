import { Command } from 'commander';
import { asJson, asList, kubernetes } from './options';
import type { Terminal } from './terminal';

/** `clusters`: those that `--cluster` can name. */
export function clustersProgram(terminal: Terminal): Command {
  const clusters = new Command('clusters').description('show the clusters that runs can go to, and look at them');
  clusters.addCommand(list(terminal));
  clusters.addCommand(check(terminal));
  clusters.addCommand(add(terminal));
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
      'look at clusters as runs would find them: version, rights, nodes, storage, quota, what their provider does otherwise; exit 1 where one cannot work',
    )
    .argument('[cluster...]', 'their names; default: all')
    .option('--images <file>', 'images to look for instead of images.lock')
    .addOption(asJson())
    .action(async (names: string[], options) => {
      const { checkClusters } = await import('./commands/clusters.js');
      await checkClusters(names, options, terminal);
    });
}

function add(terminal: Terminal): Command {
  return kubernetes(new Command('add'))
    .description('describe a cluster of your own in ~/.prodigy/kubernetes.yaml, which is made where it is not there')
    .argument('<name>', 'what --cluster will call it: lower-case letters, digits and dashes')
    .option('-n, --namespace <name>', 'namespace of its runs; default: prodigy')
    .option('--storage-class <name>', 'StorageClass of its claims')
    .option('--provider <name>', 'who runs its nodes: decides how spot nodes are marked')
    .option('--max-parallel <n>', 'most agents of one run there')
    .option('--use-spot', 'put agents on spot nodes')
    .action(async (name: string, options) => {
      const { addCluster } = await import('./commands/add-cluster.js');
      await addCluster(name, options, terminal);
    });
}
