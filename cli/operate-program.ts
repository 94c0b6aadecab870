import { Command, Option } from 'commander';
import { PARTS } from './cluster/restart';
import { mustHaveCluster, onlyHere } from './flags';
import { asJson, asList, whichCluster } from './options';
import type { Terminal } from './terminal';

/** What operators do with runs that were submitted. */
export const operations = (terminal: Terminal): Command[] => [
  logs(terminal),
  cancel(terminal),
  scale(terminal),
  restart(terminal),
  explain(terminal),
  results(terminal),
  history(terminal),
  cleanup(terminal),
];

function logs(terminal: Terminal): Command {
  return whichCluster(new Command('logs'))
    .description('cluster: print what the pods of a run write')
    .argument('<run>', 'run id')
    .option('-f, --follow', 'go on until the run is over')
    .option('--item <id>', 'only lines of this item')
    .option('--agent <index>', 'only of this agent')
    .option('--phase <name>', 'only of this phase: setup, map, reduce, merge')
    .option('--since <span>', 'only lines of this time, such as 10m')
    .addOption(asJson())
    .action(async (runId: string, options) => {
      mustHaveCluster('logs', options);
      const { showLogs } = await import('./commands/logs.js');
      await showLogs(runId, options, terminal);
    });
}

function cancel(terminal: Terminal): Command {
  return whichCluster(new Command('cancel'))
    .description('end a run; what it has done stays, and resume goes on with it')
    .argument('<run>', 'run id')
    .option('--drain', 'begin nothing more, and end once the steps and items at work have ended')
    .option('--reason <text>', 'cluster: why, for its report; default: cancelled')
    .option('--timeout <seconds>', 'cluster: wait so long for its end; default: 300, with --drain 86400')
    .option('--detach', 'cluster: return when it is told')
    .addOption(asJson())
    .action(async (runId: string, options) => {
      if (options.cluster === undefined) {
        onlyHere(options);
        const { cancelHere } = await import('./commands/cancel-here.js');
        return cancelHere(runId, options, terminal);
      }
      const { cancelOnCluster } = await import('./commands/cancel.js');
      return cancelOnCluster(runId, options, terminal);
    });
}

function scale(terminal: Terminal): Command {
  return whichCluster(new Command('scale'))
    .description('cluster: change how many agents a run under way may have')
    .argument('<run>', 'run id')
    .requiredOption('--max-parallel <n>', 'agents at once')
    .action(async (runId: string, options) => {
      mustHaveCluster('scale', options);
      const { scaleRun } = await import('./commands/scale.js');
      await scaleRun(runId, options, terminal);
    });
}

function restart(terminal: Terminal): Command {
  return whichCluster(new Command('restart'))
    .description('cluster: start the pods of a run under way anew; no item is lost')
    .argument('<run>', 'run id')
    .addOption(new Option('--only <part>', 'only these pods; default: all').choices([...PARTS]))
    .option('--timeout <seconds>', 'wait so long for pods to end, and to be ready; default: 600')
    .option('--dry-run', 'only say what would be stopped and started')
    .action(async (runId: string, options) => {
      mustHaveCluster('restart', options);
      const { restartRun } = await import('./commands/restart.js');
      await restartRun(runId, options, terminal);
    });
}

function explain(terminal: Terminal): Command {
  return whichCluster(new Command('explain'))
    .description('say what happened to a run, why, and what to do next')
    .argument('<run>', 'run id')
    .addOption(asJson())
    .action(async (runId: string, options) => {
      if (options.cluster === undefined) onlyHere(options);
      const { explainRun } = await import('./commands/explain.js');
      await explainRun(runId, options, terminal);
    });
}

function results(terminal: Terminal): Command {
  return whichCluster(new Command('results'))
    .description('show what a run brought, and how to get it')
    .argument('<run>', 'run id')
    .addOption(asJson())
    .action(async (runId: string, options) => {
      if (options.cluster === undefined) onlyHere(options);
      const { showResults } = await import('./commands/results.js');
      await showResults(runId, options, terminal);
    });
}

function history(terminal: Terminal): Command {
  return whichCluster(new Command('history'))
    .description('show the runs that have ended, the newest first')
    .option('--workflow <name>', 'only of this workflow')
    .addOption(asList())
    .action(async (options) => {
      if (options.cluster === undefined) onlyHere(options);
      const { showHistory } = await import('./commands/history.js');
      await showHistory(options, terminal);
    });
}

function cleanup(terminal: Terminal): Command {
  return whichCluster(new Command('cleanup'))
    .description(
      'cluster: take away what runs that have ended left; claims that no Job has and reports stay unless they are asked for',
    )
    .argument('[run...]', 'run ids; default: every run that has ended, but the Jobs of those that could go on')
    .option('--older-than <span>', 'only runs that ended so long ago, such as 7d')
    .option('--claims', 'also claims that no Job has; of a run that is not complete only where the run is named')
    .option('--reports', 'also reports: history forgets the run')
    .option('--dry-run', 'only say what would go, and what would stay')
    .option('-y, --yes', 'do not ask')
    .addOption(asJson())
    .action(async (runIds: string[], options) => {
      mustHaveCluster('cleanup', options);
      const { cleanUp } = await import('./commands/cleanup.js');
      await cleanUp(runIds, options, terminal);
    });
}
