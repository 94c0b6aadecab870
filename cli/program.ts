import { Command, type CommanderError, Option } from 'commander';
import { STRATEGIES } from '../review/cluster/choose-cluster';
import { CliError } from './cli-error';
import { clustersProgram } from './clusters-program';
import { costProgram } from './cost-program';
import { diffProgram } from './diff-program';
import { dlqProgram } from './dlq-program';
import { dryRunHere, onlyHere, onlyOnCluster } from './flags';
import { operations } from './operate-program';
import { asJson, asList, kubernetes, tellingEnd, whichCluster } from './options';
import { goOn, publish, retry, whereRuns } from './reopen-program';
import { onCluster, onTarget } from './run-options';
import { secretsProgram } from './secrets-program';
import { shellCommands } from './shell-program';
import { stackProgram } from './stack-program';
import type { Terminal } from './terminal';
import { VERSION } from './version';

/** The command tree: flags to options to one call. Heavy parts are loaded by the command that needs them. */
export function program(terminal: Terminal): Command {
  const root = new Command('prodigy-k8s')
    .description('Run Prodigy workflows here or on Kubernetes')
    .version(VERSION)
    .exitOverride(wayOut('prodigy-k8s', 'run workflow.yaml'))
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.progress, outputError: usageError });
  root.addCommand(validate(terminal));
  root.addCommand(schema(terminal));
  root.addCommand(render(terminal));
  root.addCommand(renderTenant(terminal));
  root.addCommand(preflight(terminal));
  root.addCommand(diffProgram(terminal));
  root.addCommand(costProgram(terminal));
  root.addCommand(run(terminal));
  root.addCommand(resume(terminal));
  root.addCommand(retry(terminal));
  root.addCommand(publish(terminal));
  root.addCommand(status(terminal));
  for (const operation of operations(terminal)) root.addCommand(operation);
  root.addCommand(dlqProgram(terminal));
  root.addCommand(events(terminal));
  root.addCommand(secretsProgram(terminal));
  root.addCommand(renew(terminal));
  root.addCommand(stackProgram(terminal));
  root.addCommand(init(terminal));
  root.addCommand(clustersProgram(terminal));
  root.addCommand(explainConfig(terminal));
  for (const command of shellCommands(root, terminal))
    root.addCommand(command, { hidden: command.name().startsWith('_') });
  inherit(root, 'prodigy-k8s');
  return root;
}

/** What holds of the root holds of every command below it, each with its own way out. */
function inherit(parent: Command, path: string): void {
  for (const command of parent.commands) {
    const own = `${path} ${command.name()}`;
    command.copyInheritedSettings(parent).exitOverride(wayOut(own, command.commands[0]?.name()));
    inherit(command, own);
  }
}

/** What was wrong has been said; help that nobody asked for was printed in place of it. */
const wayOut = (command: string, example?: string) => (error: CommanderError) => {
  if (error.code === 'commander.help') throw new CliError(`name a command, such as: ${command} ${example}`);
  if (error.exitCode !== 0) throw new CliError(`see ${command} --help`);
};

function validate(terminal: Terminal): Command {
  return new Command('validate')
    .description('check workflow files; findings as file:line:column')
    .argument('<file...>', 'workflow files')
    .option('--strict', 'count warnings as errors')
    .addOption(asJson())
    .action(async (files: string[], options) => {
      const { validateFiles } = await import('./commands/validate.js');
      await validateFiles(files, options, terminal);
    });
}

function schema(terminal: Terminal): Command {
  return new Command('schema').description('print the JSON Schema of workflow files, for editors').action(async () => {
    const { printSchema } = await import('./commands/schema.js');
    printSchema(terminal);
  });
}

function render(terminal: Terminal): Command {
  return onCluster(new Command('render'))
    .description('print the manifests of a run')
    .argument('<file>', 'workflow file')
    .requiredOption('--cluster <name>', 'target cluster')
    .action(async (file: string, options) => {
      const { renderFile } = await import('./commands/render.js');
      await renderFile(file, options, terminal);
    });
}

function preflight(terminal: Terminal): Command {
  return onCluster(new Command('preflight'))
    .description('say what would go wrong with a run before it is applied; asks no cluster')
    .argument('<path>', 'workflow file, or folder of rendered manifests')
    .option('--cluster <name>', 'target cluster; default for folders: the target that each is named after')
    .option('--strict', 'count warnings as errors: exit 1')
    .addOption(asJson())
    .action(async (path: string, options) => {
      const { preflightPath } = await import('./commands/preflight.js');
      await preflightPath(path, options, terminal);
    });
}

function run(terminal: Terminal): Command {
  return tellingEnd(kubernetes(onCluster(new Command('run'))))
    .description('run a workflow: here, or with --cluster on Kubernetes')
    .argument('<file>', 'workflow file')
    .option('--cluster <name>', 'target cluster, or auto for the best; without it the workflow runs on this machine')
    .option('--strategy <what>', `with --cluster auto, what is best: ${STRATEGIES.join(', ')}; default: healthiest`)
    .option(
      '--from-dlq <run>',
      'work on the dead letters of this run, which has ended, in place of what map.input names',
    )
    .option('--again', 'cluster: run once more what ran before: appends -2 to the id')
    .option('-y, --yes', 'local: merge the result into the current branch')
    .option('--path <directory>', 'local: repository to work on; default: the current directory')
    .option('--timeout <seconds>', 'cluster: wait so long for the end; default: 86400, a day')
    .option('--skip-preflight', 'cluster: submit also what preflight has errors for')
    .option('--detach', 'cluster: return when the run is submitted')
    .option('--suspend', 'cluster: hold the agents back until resume')
    .option('-q, --quiet', 'local: tell nothing while it runs')
    .option('--metrics-file <file>', "local: write the run's numbers there, in Prometheus' text format")
    .addOption(dryRun())
    .action(async (file: string, options) => {
      if (options.cluster === undefined) {
        onlyHere(options);
        const { runHere } = await import('./commands/run-here.js');
        return runHere(file, { ...options, dryRun: dryRunHere(options.dryRun) }, terminal);
      }
      onlyOnCluster(options);
      const { runOnCluster } = await import('./commands/run-on-cluster.js');
      return runOnCluster(file, options, terminal);
    });
}

/** Bare, or with `=`: what follows a blank is the next argument. */
const dryRun = (): Option =>
  new Option(
    '--dry-run [how]',
    'only print what would run; cluster: what would be made, as the client or the server says',
  );

function resume(terminal: Terminal): Command {
  return tellingEnd(whereRuns(new Command('resume')))
    .description(
      'go on with a run: one of this machine that was interrupted, one of a cluster that failed or is held back',
    )
    .argument('[run]', 'run id; default: the newest of this repository that has not ended')
    .option('-y, --yes', 'local: merge the result into the current branch')
    .option('--path <directory>', 'local: repository of the run; default: the current directory')
    .option('--max-parallel <n>', 'local: items at once; default: as the run began')
    .option('-q, --quiet', 'local: tell nothing while it runs')
    .option('--metrics-file <file>', "local: write the run's numbers there, in Prometheus' text format")
    .action(async (runId: string | undefined, options) => {
      if (options.cluster !== undefined) return goOn(runId, 'resume', options, terminal);
      onlyHere(options);
      const { resumeHere } = await import('./commands/resume.js');
      await resumeHere(runId, options, terminal);
    });
}

function status(terminal: Terminal): Command {
  return whichCluster(new Command('status'))
    .description('show runs: one or all, here or with --cluster on Kubernetes')
    .argument('[run]', 'run id')
    .option('-w, --watch', 'show it again whenever it has changed, until it is over')
    .addOption(asList())
    .action(async (runId: string | undefined, options) => {
      if (options.cluster === undefined) onlyHere(options);
      const { showStatus } = await import('./commands/status.js');
      await showStatus(runId, options, terminal);
    });
}

function events(terminal: Terminal): Command {
  return whichCluster(new Command('events'))
    .description('print what happened in a run, the oldest event first')
    .argument('<run>', 'run id')
    .option('-f, --follow', 'go on until the run has ended')
    .addOption(asJson())
    .action(async (runId: string, options) => {
      if (options.cluster !== undefined) {
        onlyOnCluster(options);
        const { showEventsOnCluster } = await import('./commands/events-on-cluster.js');
        return showEventsOnCluster(runId, options, terminal);
      }
      onlyHere(options);
      const { showEvents } = await import('./commands/events.js');
      await showEvents(runId, options, terminal);
    });
}

function renew(terminal: Terminal): Command {
  return new Command('renew')
    .description('start the next run of a bundled workflow where manifests or Pulumi deliver it')
    .argument('<workflow>', 'folder under workflows/')
    .option('--target <name>', 'cluster, or cluster and environment such as production-staging')
    .option('--all', 'every such target')
    .option('--again', 'run once more what would be the same: appends -2 to the id')
    .option('--images <file>', 'images to use instead of images.lock')
    .action(async (workflow: string, options) => {
      const { renewRuns } = await import('./commands/renew.js');
      renewRuns(workflow, options, terminal);
    });
}

function init(terminal: Terminal): Command {
  return new Command('init')
    .description('write ~/.prodigy/kubernetes.yaml, with a cluster for each context of a kubeconfig')
    .option('--kubeconfig <file>', 'kubeconfig, - for stdin; default: KUBECONFIG, ~/.kube/config')
    .option('--force', 'also where there is such a file: it is kept as kubernetes.yaml.old')
    .action(async (options) => {
      const { initClusters } = await import('./commands/init.js');
      await initClusters(options, terminal);
    });
}

function explainConfig(terminal: Terminal): Command {
  return kubernetes(onTarget(new Command('explain-config')))
    .description('print every fact of a target and where it comes from')
    .option('--cluster <name>', 'target cluster; without it what holds of every cluster')
    .addOption(asJson())
    .action(async (options) => {
      const { explainConfig: explain } = await import('./commands/explain-config.js');
      await explain(options, terminal);
    });
}

function renderTenant(terminal: Terminal): Command {
  return onTarget(new Command('render-tenant'))
    .description('print what the runs of a namespace share: the namespace itself, its limits, its roles')
    .requiredOption('--cluster <name>', 'target cluster')
    .option('--images <file>', 'images to use instead of images.lock')
    .action(async (options) => {
      const { renderTenantOf } = await import('./commands/render-tenant.js');
      await renderTenantOf(options, terminal);
    });
}

function usageError(text: string, write: (text: string) => void): void {
  write(text.replace(/^error: /, 'prodigy-k8s: '));
}
