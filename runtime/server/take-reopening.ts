import type { Reopening } from '../../contract/reopening';
import type { Report } from '../../contract/report';
import { stateOf } from '../engine/run-state';
import type { FruitlessStarts } from './fruitless-starts';
import type { JournalFile } from './journal-file';
import type { ReportStore } from './report-store';
import { type Patience, untilDone } from './retry';

/**
 * Determine the state of the run: its report if it is over, null if it goes on. A request to reopen it is copied to the
 * journal, once.
 */
export async function takeReopening(
  reports: ReportStore,
  journal: JournalFile,
  starts: FruitlessStarts,
  patience: Patience,
): Promise<Report | null> {
  const reopening = await untilDone('looking for the report', () => reports.reopening(), patience);
  if (reopening === null) return untilDone('looking for the report', () => reports.read(), patience);
  if (reopening.work === 'purge') return purge(reopening, reports, journal, patience);
  if (journal.last('reopened')?.id !== reopening.id) await journal.append({ type: 'reopened', ...reopening });
  await starts.reset();
  await untilDone('clearing the report', () => reports.taken(), patience);
  patience.log.info(`the run goes on: ${reopening.work}`);
  return null;
}

/** Purge dead letters; the run stays over, and its report says how many were purged. */
async function purge(
  { id, items, report }: Reopening,
  reports: ReportStore,
  journal: JournalFile,
  patience: Patience,
): Promise<Report> {
  if (journal.last('purged')?.id !== id) await journal.append({ type: 'purged', id, items });
  const purged = stateOf(journal.entries).purged.size;
  const restored = { ...report, ...(report.items && { items: { ...report.items, purged } }) };
  await untilDone('restoring the report', () => reports.restore(restored), patience);
  patience.log.info(`dead letters are removed, ${purged} so far`);
  return restored;
}
