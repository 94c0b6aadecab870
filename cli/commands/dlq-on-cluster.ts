import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CliError, Status } from '../cli-error';
import { type LetterSelection, lettersOf } from '../cluster/dead-letters';
import { purge } from '../cluster/purge';
import type { RunName } from '../cluster/read-run';
import { kubeconfigOf, type TargetFlags, targetOf } from '../cluster/target';
import { counted, type Found, letterText, overview } from '../dead-letter-text';
import { connect, type Kube } from '../kube';
import type { Terminal } from '../terminal';

/** Which dead letters of a run on a cluster are meant. */
export interface ClusterSelection
  extends LetterSelection,
    Pick<TargetFlags, 'cluster' | 'environment' | 'namespace' | 'kubeconfig' | 'context'> {
  readonly run?: string;
  readonly output?: 'json';
}

/** Show the items of a run on a cluster that failed for good, so far where the run goes on. */
export async function listOnCluster(selection: ClusterSelection, terminal: Terminal): Promise<void> {
  const found = await selected(selection, terminal);
  if (selection.output === 'json') return terminal.out(json(found));
  if (found.length === 0) return terminal.progress('no dead letters\n');
  terminal.out(overview(found));
}

/** Show all that is known of one of them. */
export async function inspectOnCluster(item: string, selection: ClusterSelection, terminal: Terminal): Promise<void> {
  const [letter] = await selected({ ...selection, item: [item] }, terminal);
  if (letter === undefined)
    throw new CliError(
      `there is no dead letter ${item} of run ${selection.run}: see prodigy-k8s dlq list`,
      Status.CONFLICT,
    );
  terminal.out(selection.output === 'json' ? json(letter) : letterText(letter));
}

/** Write them into a file of this machine, as a JSON list in Prodigy's shape. */
export async function exportFromCluster(file: string, selection: ClusterSelection, terminal: Terminal): Promise<void> {
  const found = await selected(selection, terminal);
  const path = resolve(terminal.cwd, file);
  await writeFile(path, json(found), { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EEXIST' ? 'it is there already' : error.message;
    throw new CliError(`'file' must be one that can be made, got ${file}: ${why}`);
  });
  terminal.progress(`${counted(found)} in ${file}\n`);
}

/** Remove dead letters of a run that has ended, for good. */
export async function purgeOnCluster(
  selection: ClusterSelection & { readonly yes?: boolean },
  terminal: Terminal,
): Promise<void> {
  const { kube, run } = await runOnCluster(selection, terminal);
  await purge(kube, run, selection, terminal.progress);
}

/** @throws CliError where no run is named. */
export function runOf({ run }: Pick<ClusterSelection, 'run'>): string {
  if (run === undefined) throw new CliError("'--run' must be given with --cluster: see prodigy-k8s status --cluster");
  return run;
}

async function selected(selection: ClusterSelection, terminal: Terminal): Promise<readonly Found[]> {
  const { kube, run } = await runOnCluster(selection, terminal);
  return lettersOf(kube, run, selection);
}

async function runOnCluster(selection: ClusterSelection, terminal: Terminal): Promise<{ kube: Kube; run: RunName }> {
  const runId = runOf(selection);
  const { facts } = await targetOf(selection, terminal);
  return { kube: await connect(kubeconfigOf(facts, terminal.home)), run: { runId, namespace: facts.namespace } };
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
