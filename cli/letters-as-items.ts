import type { DeadLetter } from '../contract/dead-letter';
import type { Item } from '../contract/journal';
import type { Workflow } from '../language/workflow';
import { CliError, Status } from './cli-error';

/**
 * Dead letters of a run as items of another, under the ids that they had.
 * @throws CliError where there are none.
 */
export function itemsOf(runId: string, letters: readonly DeadLetter[]): readonly Item[] {
  if (letters.length === 0) throw new CliError(`run ${runId} has no dead letters: nothing is run`, Status.CONFLICT);
  return letters.map(({ item_id: id, item_data: data }) => ({ id, data }));
}

/** @throws CliError where a workflow works on no items. */
export function mustMap({ mode }: Workflow): void {
  if (mode === 'standard')
    throw new CliError("'--from-dlq' must come with a workflow that has a map phase, got a list of steps");
}

/** What is said of a run whose dead letters may become others. */
export const notEnded = (runId: string): CliError =>
  new CliError(
    `'--from-dlq' must name a run that has ended, got ${runId}: see prodigy-k8s status ${runId}`,
    Status.CONFLICT,
  );
