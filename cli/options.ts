import { type Command, Option } from 'commander';
import { CliError } from './cli-error';
import { LIST_FORMATS } from './list-formats';

/** Value of a flag that may be given several times. */
export const collected = (value: string, earlier: readonly string[] = []): readonly string[] => [...earlier, value];

/**
 * Value of a flag that may be given once.
 * @param flag as it is written.
 * @param wayOut what to do with further values.
 * @throws CliError where it is given again: the value before it would be lost without a word.
 */
export const once =
  (flag: string, wayOut: string) =>
  (value: string, earlier?: string): string => {
    if (earlier === undefined) return value;
    throw new CliError(`'${flag}' must be given once, got ${earlier} and ${value}: ${wayOut}`);
  };

/** How scripts are answered. */
export const asJson = (): Option => new Option('-o, --output <format>', 'machine-readable output').choices(['json']);

/** How lists are printed. */
export const asList = (): Option => new Option('-o, --output <format>', 'output format').choices([...LIST_FORMATS]);

/** Flags that say how the API server is reached. */
export function kubernetes(command: Command): Command {
  return command
    .option('--kubeconfig <file>', 'kubeconfig, - for stdin; default: KUBECONFIG, ~/.kube/config, in-cluster')
    .option('--context <name>', 'context of the kubeconfig');
}

/** Flags that say where on a cluster something is. */
export function inCluster(command: Command): Command {
  return kubernetes(command)
    .option('--environment <name>', 'environment of the cluster, such as staging')
    .option('-n, --namespace <name>', "namespace; default: the cluster's");
}

/** Flags of what concerns runs of this machine, or of a cluster. */
export function whichCluster(command: Command): Command {
  return inCluster(command).option('--cluster <name>', 'target cluster; default: local runs');
}

/** How the end of a run is told, where a command waits for it. */
export function tellingEnd(command: Command): Command {
  return command.option('--fail-on-item-failure', 'exit 1 even for a complete run if items failed').addOption(asJson());
}
