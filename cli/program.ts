import { Command, type CommanderError, Option } from 'commander';
import { STRATEGIES } from '../review/cluster/choose-cluster';
import { CliError } from './cli-error';
import { clustersProgram } from './clusters-program';
import { costProgram } from './cost-program';
import { diffProgram } from './diff-program';
import { dlqProgram } from './dlq-program';
import { dryRunHere, onlyHere, onlyOnCluster } from './flags';
import { changing, watching } from './operate-program';
import { asJson, asList, kubernetes, tellingEnd, whichCluster } from './options';
import { goOn, publish, retry, whereRuns } from './reopen-program';
import { onCluster, onTarget } from './run-options';
import { secretsProgram } from './secrets-program';
import { shellCommands } from './shell-program';
import { stackProgram } from './stack-program';
import type { Terminal } from './terminal';
import { VERSION } from './version';

/** The command tree: flags become options of one call. Heavy modules are loaded by the command that needs them. */
export function program(terminal: Terminal): Command {
  const root = new Command('prodigy-k8s')
    .description('Run Prodigy workflows locally or on Kubernetes')
    .version(VERSION)
    .exitOverride(wayOut('prodigy-k8s', 'run workflow.yaml'))
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.progress, outputError: usageError });
  for (const [heading, commands] of groups(terminal)) {
    root.commandsGroup(heading);
    for (const command of commands) root.addCommand(command);
  }
  root.commandsGroup('Other commands:').addHelpCommand(true);
  for (const command of shellCommands(root, terminal))
    root.addCommand(command, { hidden: command.name().startsWith('_') });
  inherit(root, 'prodigy-k8s');
  return root;
}

/** The commands, under the headings of `--help`. */
const groups = (terminal: Terminal): readonly (readonly [heading: string, commands: readonly Command[]])[] => [
  ['Write and check workflows:', [validate, schema, preflight, costProgram].map((command) => command(terminal))],
  ['Start and watch runs:', [run(terminal), status(terminal), ...watching(terminal), events(terminal)]],
  [
    'Change, continue and clean up runs:',
    [...changing(terminal), ...[resume, retry, publish, dlqProgram].map((command) => command(terminal))],
  ],
  [
    'Render, review and deploy manifests:',
    [render, renderTenant, diffProgram, renew, stackProgram].map((command) => command(terminal)),
  ],
  [
    'Describe clusters and their keys:',
    [init, clustersProgram, explainConfig, secretsProgram].map((command) => command(terminal)),
  ],
];

/** Applies the root's settings to every subcommand, each with its own hint in errors. */
function inherit(parent: Command, path: string): void {
  for (const command of parent.commands) {
    const own = `${path} ${command.name()}`;
    command.copyInheritedSettings(parent).exitOverride(wayOut(own, command.commands[0]?.name()));
    inherit(command, own);
  }
}

/** The error has already been printed; instead of unrequested help, name the way out. */
const wayOut = (command: string, example?: string) => (error: CommanderError) => {
  if (error.code === 'commander.help') throw new CliError(`name a command, such as: ${command} ${example}`);
  if (error.exitCode !== 0) throw new CliError(`see ${command} --help`);
};

function validate(terminal: Terminal): Command {
  return new Command('validate')
    .description('check workflow files; problems are shown as file:line:column')
    .argument('<file...>', 'workflow files')
    .option('--strict', 'treat warnings as errors')
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
    .description('find problems of a run before it is applied, without contacting a cluster')
    .argument('<path>', 'workflow file, or folder of rendered manifests')
    .option('--cluster <name>', 'target cluster; default for folders: the target each is named after')
    .option('--strict', 'treat warnings as errors: exit 1')
    .addOption(asJson())
    .action(async (path: string, options) => {
      const { preflightPath } = await import('./commands/preflight.js');
      await preflightPath(path, options, terminal);
    });
}

function run(terminal: Terminal): Command {
  return tellingEnd(kubernetes(onCluster(new Command('run'))))
    .description('run a workflow locally, or with --cluster on Kubernetes')
    .argument('<file>', 'workflow file')
    .option('--cluster <name>', 'target cluster, or auto to choose the best; default: run locally')
    .option('--strategy <what>', `with --cluster auto, how to choose: ${STRATEGIES.join(', ')}; default: healthiest`)
    .option('--from-dlq <run>', 'use the dead letters of this ended run as items, instead of map.input')
    .option('--again', 'cluster: run the same again, with -2 appended to the id')
    .option('-y, --yes', 'local: merge the result into the current branch')
    .option('--path <directory>', 'local: repository to work on; default: the current directory')
    .option('--timeout <seconds>', 'cluster: how long to wait for the end; default: 86400, a day')
    .option('--skip-preflight', 'cluster: submit even if preflight finds errors')
    .option('--detach', 'cluster: return once the run is submitted')
    .option('--suspend', 'cluster: submit without starting agents; resume starts them')
    .option('-q, --quiet', 'local: show no progress')
    .option('--metrics-file <file>', "local: write the run's metrics to this file, in Prometheus' text format")
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

/** Bare or with `=`: what follows a space is the next argument. */
const dryRun = (): Option =>
  new Option(
    '--dry-run [how]',
    'only print what would run; cluster: the objects that would be created, by client or server dry run',
  );

function resume(terminal: Terminal): Command {
  return tellingEnd(whereRuns(new Command('resume')))
    .description(
      'continue a run: a local one that was interrupted, or one on a cluster that failed, was cancelled or is suspended',
    )
    .argument('[run]', 'run id; default: the newest unfinished run of this repository')
    .option('-y, --yes', 'local: merge the result into the current branch')
    .option('--path <directory>', 'local: repository of the run; default: the current directory')
    .option('--max-parallel <n>', 'local: items at a time; default: as the run started')
    .option('-q, --quiet', 'local: show no progress')
    .option('--metrics-file <file>', "local: write the run's metrics to this file, in Prometheus' text format")
    .action(async (runId: string | undefined, options) => {
      if (options.cluster !== undefined) return goOn(runId, 'resume', options, terminal);
      onlyHere(options);
      const { resumeHere } = await import('./commands/resume.js');
      await resumeHere(runId, options, terminal);
    });
}

function status(terminal: Terminal): Command {
  return whichCluster(new Command('status'))
    .description('show one or all runs, local or with --cluster on Kubernetes')
    .argument('[run]', 'run id')
    .option('-w, --watch', 'refresh whenever something changes, until the run ends')
    .addOption(asList())
    .action(async (runId: string | undefined, options) => {
      if (options.cluster === undefined) onlyHere(options);
      const { showStatus } = await import('./commands/status.js');
      await showStatus(runId, options, terminal);
    });
}

function events(terminal: Terminal): Command {
  return whichCluster(new Command('events'))
    .description('print the events of a run, oldest first')
    .argument('<run>', 'run id')
    .option('-f, --follow', 'follow until the run ends')
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
    .description('start the next run of a bundled workflow on targets delivered by GitOps or Pulumi')
    .argument('<workflow>', 'folder under workflows/')
    .option('--target <name>', 'cluster, or cluster and environment such as production-staging')
    .option('--all', 'every such target')
    .option('--again', 'start it even if nothing changed, with -2 appended to the id')
    .option('--images <file>', 'images to use instead of images.lock')
    .action(async (workflow: string, options) => {
      const { renewRuns } = await import('./commands/renew.js');
      renewRuns(workflow, options, terminal);
    });
}

function init(terminal: Terminal): Command {
  return new Command('init')
    .description('write ~/.prodigy/kubernetes.yaml with one cluster for each context of a kubeconfig')
    .option('--kubeconfig <file>', 'kubeconfig, - for stdin; default: KUBECONFIG, ~/.kube/config')
    .option('--force', 'replace an existing file, which is kept as kubernetes.yaml.old')
    .action(async (options) => {
      const { initClusters } = await import('./commands/init.js');
      await initClusters(options, terminal);
    });
}

function explainConfig(terminal: Terminal): Command {
  return kubernetes(onTarget(new Command('explain-config')))
    .description('print every fact of a target and where it comes from')
    .option('--cluster <name>', 'target cluster; default: what applies to every cluster')
    .addOption(asJson())
    .action(async (options) => {
      const { explainConfig: explain } = await import('./commands/explain-config.js');
      await explain(options, terminal);
    });
}

function renderTenant(terminal: Terminal): Command {
  return onTarget(new Command('render-tenant'))
    .description('print the manifests that the runs of a namespace share: namespace, limits, roles')
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
