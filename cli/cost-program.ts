import { Command } from 'commander';
import { asJson, collected, kubernetes } from './options';
import { onCluster } from './run-options';
import type { Terminal } from './terminal';

/** `cost`: what a run is expected to cost, before it is submitted. */
export function costProgram(terminal: Terminal): Command {
  return kubernetes(onCluster(new Command('cost')))
    .description('estimate what a run costs and how long it takes; exit 3 where it may cost more than a budget')
    .argument('<file>', 'workflow file')
    .requiredOption('--cluster <name>', 'target cluster, whose facts have prices')
    .option('--items <n>', 'how many items; default: as many as the last run of --from had, 1 for a standard workflow')
    .option(
      '--item-time <spans>',
      'how long an item takes, or all steps of a standard workflow: the median, or median and slow ones: 30s or 30s,2m',
    )
    .option(
      '--from <run>',
      'take what is not given from its report, of this machine or of the cluster; repeatable',
      collected,
    )
    .option('--other-time <span>', 'all that is not work on items; default: 2m, or as in the runs of --from')
    .option('--model-cost <amount>', 'what models cost for an item; default: 0, or as in the runs of --from')
    .option('--reclaims <n>', 'how often a spot node is reclaimed in an hour; default: 0.05')
    .option('--budget <amount>', 'exit 3 where slow items would cost more; default: as the policy says')
    .option('--policy <file>', 'budgets, and what becomes of a run above its own: see diff')
    .addOption(asJson())
    .action(async (file: string, options) => {
      const { showCost } = await import('./commands/cost.js');
      await showCost(file, options, terminal);
    });
}
