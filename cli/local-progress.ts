import type { StampedEntry } from '../contract/journal';
import type { Progress } from '../contract/progress';
import { linesOf, wholeLines } from '../runtime/adapters/files/lines';
import { keptRequest } from '../runtime/adapters/local/kept-request';
import type { RunFolder } from '../runtime/adapters/local/run-folder';
import { phaseSteps } from '../runtime/engine/phase-steps';
import { RunProgress } from '../runtime/engine/run-progress';
import { workflowOf } from '../runtime/programs/local';

/** State of a local run without a report. */
export interface LocalProgress {
  /** The workflow's name. */
  readonly workflow: string;
  readonly progress: Progress;
}

/** Progress of a run, whichever process works on it; undefined if its files cannot be read. */
export async function localProgress(folder: RunFolder): Promise<LocalProgress | undefined> {
  try {
    const kept = await keptRequest(folder);
    if (kept === undefined) return undefined;
    const workflow = workflowOf(kept);
    const progress = new RunProgress(phaseSteps(workflow));
    // Read-only: the process that works on the run writes there.
    const { whole } = await wholeLines(folder.journal);
    for (const line of linesOf(folder.journal, whole)) progress.note((JSON.parse(line) as StampedEntry).entry);
    return { workflow: workflow.name, progress: progress.now };
  } catch {
    return undefined;
  }
}
