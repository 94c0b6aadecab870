import { CliError } from '../cli-error';
import { type LetterSelection, lettersOf } from '../cluster/dead-letters';
import { purge } from '../cluster/purge';
import { reach, type WhichCluster } from '../cluster/reach';
import type { RunName } from '../cluster/read-run';
import { showLetter, showLetters, writeLetters } from '../dead-letter-output';
import type { Found } from '../dead-letter-text';
import type { Kube } from '../kube';
import type { Terminal } from '../terminal';

/** Selection of dead letters of a run on a cluster. */
export interface ClusterSelection extends LetterSelection, WhichCluster {
  readonly run?: string;
  readonly output?: 'json';
}

/** Show the items of a run on a cluster that failed permanently, so far if the run is still in progress. */
export async function listOnCluster(selection: ClusterSelection, terminal: Terminal): Promise<void> {
  showLetters(await selected(selection, terminal), selection, terminal);
}

/** Show one of them in full. */
export async function inspectOnCluster(item: string, selection: ClusterSelection, terminal: Terminal): Promise<void> {
  const [letter] = await selected({ ...selection, item: [item] }, terminal);
  showLetter(letter, item, selection, terminal);
}

/** Write them to a local file, as a JSON list in Prodigy's format. */
export async function exportFromCluster(file: string, selection: ClusterSelection, terminal: Terminal): Promise<void> {
  await writeLetters(await selected(selection, terminal), file, terminal);
}

/** Permanently remove dead letters of a run that has ended. */
export async function purgeOnCluster(
  selection: ClusterSelection & { readonly yes?: boolean },
  terminal: Terminal,
): Promise<void> {
  const { kube, run } = await runOnCluster(selection, terminal);
  await purge(kube, run, selection, terminal.progress);
}

/** @throws CliError if no run is given. */
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
  const { kube, namespace } = await reach(selection, terminal);
  return { kube, run: { runId, namespace } };
}
