import type { DeadLetter } from '../../../contract/dead-letter';
import { deadLettersOf } from '../../engine/dead-letters';
import { systemClock } from '../clock/system-clock';
import { DeadLetterFolder } from './dead-letter-folder';
import { FileJournal } from './file-journal';
import { RunFolder } from './run-folder';

/** The dead letters of a run of this machine: those that are kept, or while it has not ended those of its journal. */
export async function deadLettersHere(home: string, runId: string): Promise<readonly DeadLetter[]> {
  const kept = await new DeadLetterFolder(home, runId).read();
  return kept ?? deadLettersOf(await new FileJournal(new RunFolder(home, runId).journal, systemClock).read());
}
