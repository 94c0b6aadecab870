import { Command } from 'commander';
import { asJson, collected, kubernetes } from './options';
import { onCluster } from './run-options';
import type { Terminal } from './terminal';

/** `cost`: the expected cost of a run, before it is submitted. */
export function costProgram(terminal: Terminal): Command {
  return kubernetes(onCluster(new Command('cost')))
    .description('estimate the cost and duration of a run; exit 3 if it may exceed a budget')
    .argument('<file>', 'workflow file')
    .requiredOption('--cluster <name>', 'target cluster, whose facts have prices')
    .option('--items <n>', 'number of items; default: as in the last run of --from; 1 for a standard workflow')
    .option(
      '--item-time <spans>',
      'time per item (standard workflow: of all steps): the median, or median and slow, such as 30s or 30s,2m',
    )
    .option(
      '--from <run>',
      'take missing values from the report of this run, local or of the cluster; repeatable',
      collected,
    )
    .option('--other-time <span>', 'time not spent on items; default: 2m, or as in the runs of --from')
    .option('--model-cost <amount>', 'model cost per item; default: 0, or as in the runs of --from')
    .option('--reclaims <n>', 'how often a spot node is reclaimed per hour; default: 0.05')
    .option('--budget <amount>', 'exit 3 if slow items would cost more; default: as in the policy')
    .option('--policy <file>', 'policy file with budgets and decisions: see diff')
    .addOption(asJson())
    .action(async (file: string, options) => {
      const { showCost } = await import('./commands/cost.js');
      await showCost(file, options, terminal);
    });
}
