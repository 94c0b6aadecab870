import type { Report } from '../../contract/report';
import type { FruitlessStarts } from './fruitless-starts';
import type { JournalFile } from './journal-file';
import type { ReportStore } from './report-store';
import { type Patience, untilDone } from './retry';

/**
 * Look how the run stands: its report where it is over, null where it goes on. What somebody asked for who reopened it is
 * taken into the journal, once.
 */
export async function takeReopening(
  reports: ReportStore,
  journal: JournalFile,
  starts: FruitlessStarts,
  patience: Patience,
): Promise<Report | null> {
  const reopening = await untilDone('looking for the report', () => reports.reopening(), patience);
  if (reopening === null) return untilDone('looking for the report', () => reports.read(), patience);
  if (journal.last('reopened')?.id !== reopening.id) await journal.append({ type: 'reopened', ...reopening });
  await starts.reset();
  await untilDone('clearing the report', () => reports.taken(), patience);
  patience.log.info(`the run goes on: ${reopening.work}`);
  return null;
}
