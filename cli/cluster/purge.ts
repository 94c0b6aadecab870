import { CliError } from '../cli-error';
import { counted } from '../dead-letter-text';
import type { Kube } from '../kube';
import { type LetterSelection, lettersOf } from './dead-letters';
import type { RunName } from './read-run';
import { reopen } from './reopen';
import { waitForReport } from './watch';

/** Seconds that the workspace server has to start and do it. */
const PATIENCE_SECONDS = 600;

/**
 * Permanently remove dead letters of a run that has ended: its workspace server does it, the only writer of its claim.
 * @throws CliError without `yes`, or if the run has not ended or its claim is gone.
 */
export async function purge(
  kube: Kube,
  run: RunName,
  { yes, ...selection }: LetterSelection & { readonly yes?: boolean },
  progress: (text: string) => void,
): Promise<void> {
  const letters = await lettersOf(kube, run, selection);
  if (letters.length === 0) return progress('no dead letters\n');
  if (!yes)
    throw new CliError(`'--yes' must be given, since ${counted(letters)} of ${run.runId} would be removed permanently`);
  await reopen(kube, run, { work: 'purge', items: letters.map(({ item_id }) => item_id) }, () => undefined);
  await waitForReport(kube, { ...run, timeoutSeconds: PATIENCE_SECONDS, serverAlone: true }, progress);
  progress(`${counted(letters)} removed\n`);
}
