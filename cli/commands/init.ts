import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../../runtime/adapters/files/write-file';
import { addUserCluster } from '../../stacks/add-user-cluster';
import { CliError, Status } from '../cli-error';
import { clusterFrom } from '../cluster/cluster-from-context';
import { STDIN } from '../cluster/kubeconfig-on-stdin';
import { recordedKubeconfig } from '../cluster/recorded-kubeconfig';
import { readUserFile, USER_FILE } from '../cluster/target';
import { contextsIn } from '../kube';
import type { Terminal } from '../terminal';

export interface InitFlags {
  readonly kubeconfig?: string;
  readonly force?: boolean;
}

/**
 * Write the user's file of clusters: one for each context of the kubeconfig.
 * @throws CliError if the file already exists, or there is nothing to write: then nothing is written.
 */
export async function initClusters({ kubeconfig, force }: InitFlags, terminal: Terminal): Promise<void> {
  const path = join(terminal.home, USER_FILE);
  const isThere = (await readUserFile(terminal.home)) !== '';
  if (isThere && !force)
    throw new CliError(
      `'~/${USER_FILE}' must not exist yet: add one cluster with clusters add, or replace the file with --force`,
      Status.CONFLICT,
    );
  const contexts = await contextsIn({ kubeconfig });
  if (contexts.length === 0)
    throw new CliError("'--kubeconfig' must have a context, got none: name another kubeconfig, or use clusters add");
  let text = '';
  // One from the default location or from stdin is not recorded.
  const recorded = kubeconfig === STDIN ? undefined : recordedKubeconfig(kubeconfig, terminal.cwd);
  const names = new Set<string>();
  for (const context of contexts) {
    const { name, keys } = clusterFrom(context, names);
    names.add(name);
    text = addUserCluster(text, `~/${USER_FILE}`, name, { ...keys, kubeconfig_path: recorded });
    terminal.progress(`${name}: context ${context.name}\n`);
  }
  if (isThere) await copyFile(path, `${path}.old`);
  await writeWhole(path, text);
  terminal.progress(`~/${USER_FILE} is written${isThere ? ', the earlier file is kept as kubernetes.yaml.old' : ''}\n`);
  terminal.progress('check the clusters with: prodigy-k8s clusters check\n');
}
