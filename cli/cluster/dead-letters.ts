import type { DeadLetter } from '../../contract/dead-letter';
import type { Item } from '../../contract/journal';
import { CliError, Status } from '../cli-error';
import type { Found } from '../dead-letter-text';
import type { Kube } from '../kube';
import { itemsOf, notEnded } from '../letters-as-items';
import { readClaim } from './read-claim';
import { jobOf, noRun, type RunName, reportOf } from './read-run';

/** Selection of a run's dead letters. */
export interface LetterSelection {
  /** Item ids. Default: all items. */
  readonly item?: readonly string[];
  /** Only those whose failure may be transient. */
  readonly eligible?: boolean;
}

/** Dead letters of a run on a cluster, so far if it is still running; read from its claim. */
export async function lettersOf(kube: Kube, run: RunName, selection: LetterSelection = {}): Promise<readonly Found[]> {
  const letters = JSON.parse(await readClaim(kube, run, 'dead-letters')) as readonly DeadLetter[];
  return selectedFrom(letters, run.runId, selection);
}

/**
 * Dead letters of a run, as items of another.
 * @throws CliError if the run has not ended, has none, or its claim is gone.
 */
export async function lettersAsItems(kube: Kube, run: RunName): Promise<readonly Item[]> {
  const { runId } = run;
  if (!(await reportOf(kube, run))) throw (await jobOf(kube, run)) ? notEnded(runId) : noRun(run);
  return itemsOf(runId, await lettersOf(kube, run));
}

/** The selected dead letters. */
export const selectedFrom = (
  letters: readonly DeadLetter[],
  runId: string,
  { item, eligible }: LetterSelection,
): readonly Found[] =>
  letters
    .filter((letter) => (!item || item.includes(letter.item_id)) && (!eligible || letter.reprocess_eligible))
    .map((letter) => ({ run_id: runId, ...letter }));

/**
 * Ids of dead letters whose failure may be transient, among those named.
 * @throws CliError if there are none: an empty list would mean all items.
 */
export async function eligibleItems(kube: Kube, run: RunName, named?: readonly string[]): Promise<readonly string[]> {
  const letters = await lettersOf(kube, run, { item: named, eligible: true });
  if (letters.length > 0) return letters.map(({ item_id }) => item_id);
  throw new CliError(
    `run ${run.runId} cannot go on: it has no dead letters whose failure may be temporary: see prodigy-k8s dlq list --run ${run.runId} --cluster …`,
    Status.CONFLICT,
  );
}
