import { Command, Option } from 'commander';
import { PARTS } from './cluster/restart';
import { mustHaveCluster, onlyHere } from './flags';
import { asJson, asList, whichCluster } from './options';
import type { Terminal } from './terminal';

/** Commands to watch runs that were submitted. */
export const watching = (terminal: Terminal): Command[] => [
  logs(terminal),
  explain(terminal),
  results(terminal),
  history(terminal),
];

/** Commands to change them, and to clean up after them. */
export const changing = (terminal: Terminal): Command[] => [
  cancel(terminal),
  scale(terminal),
  restart(terminal),
  cleanup(terminal),
];

function logs(terminal: Terminal): Command {
  return whichCluster(new Command('logs'))
    .description('cluster: print the logs of all pods of a run')
    .argument('<run>', 'run id')
    .option('-f, --follow', 'follow until the run ends')
    .option('--item <id>', 'only lines of this item')
    .option('--agent <index>', 'only lines of this agent')
    .option('--phase <name>', 'only lines of this phase: setup, map, reduce, merge')
    .option('--since <span>', 'only lines newer than this, such as 10m')
    .addOption(asJson())
    .action(async (runId: string, options) => {
      mustHaveCluster('logs', options);
      const { showLogs } = await import('./commands/logs.js');
      await showLogs(runId, options, terminal);
    });
}

function cancel(terminal: Terminal): Command {
  return whichCluster(new Command('cancel'))
    .description('end a run; its work is kept, and resume continues it')
    .argument('<run>', 'run id')
    .option('--drain', 'start nothing new, and end when the current steps and items have finished')
    .option('--reason <text>', 'cluster: reason for the report; default: cancelled')
    .option('--timeout <seconds>', 'cluster: how long to wait for the end; default: 300, with --drain 86400')
    .option('--detach', 'cluster: return once the run has been told')
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
    .description('cluster: change the number of agents of a run in progress')
    .argument('<run>', 'run id')
    .requiredOption('--max-parallel <n>', 'number of parallel agents')
    .action(async (runId: string, options) => {
      mustHaveCluster('scale', options);
      const { scaleRun } = await import('./commands/scale.js');
      await scaleRun(runId, options, terminal);
    });
}

function restart(terminal: Terminal): Command {
  return whichCluster(new Command('restart'))
    .description('cluster: restart the pods of a run in progress; no item is lost')
    .argument('<run>', 'run id')
    .addOption(new Option('--only <part>', 'only these pods; default: all').choices([...PARTS]))
    .option('--timeout <seconds>', 'how long to wait for pods to end and to become ready; default: 600')
    .option('--dry-run', 'only print what would be stopped and started')
    .action(async (runId: string, options) => {
      mustHaveCluster('restart', options);
      const { restartRun } = await import('./commands/restart.js');
      await restartRun(runId, options, terminal);
    });
}

function explain(terminal: Terminal): Command {
  return whichCluster(new Command('explain'))
    .description('explain what happened to a run, why, and what to do next')
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
    .description('show the result of a run and how to fetch it')
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
    .description('list finished runs, newest first')
    .option('--workflow <name>', 'only runs of this workflow')
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
      'cluster: remove what ended runs left; reports, and claims not owned by a Job, stay unless you ask for them',
    )
    .argument('[run...]', 'run ids; default: every ended run, except Jobs of runs that could continue')
    .option('--older-than <span>', 'only runs that ended longer ago than this, such as 7d')
    .option('--claims', 'also claims not owned by a Job; of a run that is not complete only if it is named')
    .option('--reports', 'also reports: the run disappears from history')
    .option('--dry-run', 'only print what would be removed and what would stay')
    .option('-y, --yes', 'do not ask')
    .addOption(asJson())
    .action(async (runIds: string[], options) => {
      mustHaveCluster('cleanup', options);
      const { cleanUp } = await import('./commands/cleanup.js');
      await cleanUp(runIds, options, terminal);
    });
}
