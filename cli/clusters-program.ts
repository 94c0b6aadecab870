import { Command } from 'commander';
import { asJson, asList, kubernetes } from './options';
import type { Terminal } from './terminal';

/** `clusters`: the clusters that `--cluster` accepts. */
export function clustersProgram(terminal: Terminal): Command {
  const clusters = new Command('clusters').description('list, check and describe the clusters that runs can use');
  clusters.addCommand(list(terminal));
  clusters.addCommand(check(terminal));
  clusters.addCommand(add(terminal));
  return clusters;
}

function list(terminal: Terminal): Command {
  return new Command('list')
    .description('list the known clusters and where each is described')
    .addOption(asList())
    .action(async (options) => {
      const { listClusters } = await import('./commands/clusters.js');
      await listClusters(options, terminal);
    });
}

function check(terminal: Terminal): Command {
  return kubernetes(new Command('check'))
    .description(
      'check that clusters can take runs: version, rights, nodes, storage, quota, pitfalls of the provider; exit 1 if one cannot',
    )
    .argument('[cluster...]', 'names of clusters; default: all')
    .option('--images <file>', 'images to check instead of images.lock')
    .addOption(asJson())
    .action(async (names: string[], options) => {
      const { checkClusters } = await import('./commands/clusters.js');
      await checkClusters(names, options, terminal);
    });
}

function add(terminal: Terminal): Command {
  return kubernetes(new Command('add'))
    .description('add a cluster to ~/.prodigy/kubernetes.yaml, which is created if missing')
    .argument('<name>', 'its name for --cluster: lower-case letters, digits and dashes')
    .option('-n, --namespace <name>', 'namespace of its runs; default: prodigy')
    .option('--storage-class <name>', 'StorageClass of its claims')
    .option('--provider <name>', 'provider of its nodes: decides how spot nodes are recognised')
    .option('--max-parallel <n>', 'maximum number of agents per run')
    .option('--use-spot', 'run agents on spot nodes')
    .action(async (name: string, options) => {
      const { addCluster } = await import('./commands/add-cluster.js');
      await addCluster(name, options, terminal);
    });
}
