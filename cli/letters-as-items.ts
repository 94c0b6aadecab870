import type { DeadLetter } from '../contract/dead-letter';
import type { Item } from '../contract/journal';
import type { Workflow } from '../language/workflow';
import { CliError, Status } from './cli-error';

/**
 * Dead letters of a run as items of another, with their original ids.
 * @throws CliError if there are none.
 */
export function itemsOf(runId: string, letters: readonly DeadLetter[]): readonly Item[] {
  if (letters.length === 0) throw new CliError(`run ${runId} has no dead letters: nothing is run`, Status.CONFLICT);
  return letters.map(({ item_id: id, item_data: data }) => ({ id, data }));
}

/** @throws CliError if a workflow has no items. */
export function mustMap({ mode }: Workflow): void {
  if (mode === 'standard')
    throw new CliError("'--from-dlq' must come with a workflow that has a map phase, got a list of steps");
}

/** The error for a run that must end before its dead letters can become items. */
export const notEnded = (runId: string): CliError =>
  new CliError(
    `'--from-dlq' must name a run that has ended, got ${runId}: see prodigy-k8s status ${runId}`,
    Status.CONFLICT,
  );
