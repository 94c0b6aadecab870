import type { DeadLetter } from '../../../contract/dead-letter';
import { deadLettersOf } from '../../engine/dead-letters';
import { systemClock } from '../clock/system-clock';
import { DeadLetterFolder } from './dead-letter-folder';
import { FileJournal } from './file-journal';
import { RunFolder } from './run-folder';

/** The dead letters of a run on this machine: the stored ones, or those in its journal if it has not ended. */
export async function deadLettersHere(home: string, runId: string): Promise<readonly DeadLetter[]> {
  const kept = await new DeadLetterFolder(home, runId).read();
  return kept ?? deadLettersOf(await new FileJournal(new RunFolder(home, runId).journal, systemClock).read());
}
