import { type Command, Option } from 'commander';
import { CliError } from './cli-error';
import { LIST_FORMATS } from './list-formats';

/** Parser of a flag that may be repeated. */
export const collected = (value: string, earlier: readonly string[] = []): readonly string[] => [...earlier, value];

/**
 * Parser of a flag that may be given only once.
 * @param flag as it is written.
 * @param wayOut what to do with further values.
 * @throws CliError if it is repeated: the earlier value would be lost silently.
 */
export const once =
  (flag: string, wayOut: string) =>
  (value: string, earlier?: string): string => {
    if (earlier === undefined) return value;
    throw new CliError(`'${flag}' must be given once, got ${earlier} and ${value}: ${wayOut}`);
  };

/** Output format for scripts. */
export const asJson = (): Option => new Option('-o, --output <format>', 'machine-readable output').choices(['json']);

/** Output format of lists. */
export const asList = (): Option => new Option('-o, --output <format>', 'output format').choices([...LIST_FORMATS]);

/** Flags for reaching the API server. */
export function kubernetes(command: Command): Command {
  return command
    .option('--kubeconfig <file>', 'kubeconfig, - for stdin; default: KUBECONFIG, ~/.kube/config, in-cluster')
    .option('--context <name>', 'context of the kubeconfig');
}

/** Flags for a place on a cluster. */
export function inCluster(command: Command): Command {
  return kubernetes(command)
    .option('--environment <name>', 'environment of the cluster, such as staging')
    .option('-n, --namespace <name>', "namespace; default: the cluster's");
}

/** Flags of commands for local runs or runs on a cluster. */
export function whichCluster(command: Command): Command {
  return inCluster(command).option('--cluster <name>', 'target cluster; default: local runs');
}

/** Flags of commands that wait for the end of a run. */
export function tellingEnd(command: Command): Command {
  return command.option('--fail-on-item-failure', 'exit 1 even for a complete run if items failed').addOption(asJson());
}
