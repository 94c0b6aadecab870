import { join } from 'node:path';
import { writeWhole } from '../../runtime/adapters/files/write-file';
import { addUserCluster, ClusterIsThere } from '../../stacks/add-user-cluster';
import { CliError, Status } from '../cli-error';
import { recordedKubeconfig } from '../cluster/recorded-kubeconfig';
import { readUserFile, targetOf, USER_FILE } from '../cluster/target';
import { wholeNumber } from '../flags';
import type { Terminal } from '../terminal';

/** Facts of a cluster given when it is added; others are edited in the file, or have defaults. */
export interface AddClusterFlags {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly storageClass?: string;
  readonly provider?: string;
  readonly maxParallel?: string;
  readonly useSpot?: boolean;
}

/**
 * Add a cluster to the user's own file.
 * @throws CliError if the file already describes it, or a value is invalid: then nothing is written.
 */
export async function addCluster(name: string, flags: AddClusterFlags, terminal: Terminal): Promise<void> {
  const { home, cwd } = terminal;
  const kubeconfig = recordedKubeconfig(flags.kubeconfig, cwd);
  const text = added(await readUserFile(home), name, { ...flags, kubeconfig });
  const facts = await factsOf(name, text, terminal);
  await writeWhole(join(home, USER_FILE), text);
  terminal.progress(`~/${USER_FILE}: ${name}, namespace ${facts.namespace}\n`);
  terminal.progress(`check it with: prodigy-k8s clusters check ${name}\n`);
}

function added(text: string, name: string, flags: AddClusterFlags): string {
  const most = flags.maxParallel === undefined ? undefined : wholeNumber(flags.maxParallel);
  if (flags.maxParallel !== undefined && most === undefined)
    throw new CliError(`'--max-parallel' must be a whole number, got ${flags.maxParallel}`);
  const keys = {
    kubeconfig_path: flags.kubeconfig,
    context: flags.context,
    namespace: flags.namespace,
    provider: flags.provider,
    max_parallel: most,
    spot_instances: flags.useSpot,
    'storage.storage_class': flags.storageClass,
  };
  try {
    return addUserCluster(text, `~/${USER_FILE}`, name, keys);
  } catch (error) {
    throw new CliError((error as Error).message, error instanceof ClusterIsThere ? Status.CONFLICT : Status.USAGE);
  }
}

/** All facts combined, validated as in every command. */
const factsOf = async (cluster: string, text: string, terminal: Terminal) =>
  (await targetOf({ cluster }, terminal, text)).facts;
