import type { StampedEntry } from '../../contract/journal';
import { resultBranch } from '../../contract/names';
import { Ref } from '../../contract/refs';
import type { Report } from '../../contract/report';
import { systemClock } from '../adapters/clock/system-clock';
import { writeWhole } from '../adapters/files/write-file';
import { git } from '../adapters/git/git';
import { DeadLetterFolder } from '../adapters/local/dead-letter-folder';
import type { FileJournal } from '../adapters/local/file-journal';
import { mergeIntoCurrentBranch } from '../adapters/local/publish';
import { deadLettersIn, newestLetters } from '../engine/dead-letters';
import { type RunState, stateOf } from '../engine/run-state';
import { exitCodeOf, reportOf } from '../server/report';
import type { LocalRun } from './local-run';

/**
 * Publish the result of a run, then write its report, which marks the run as ended: if killed in between, this is done
 * again. An interrupted run gets no report.
 */
export async function conclude(run: LocalRun, journal: FileJournal): Promise<Report> {
  const entries = await journal.read();
  const state = stateOf(entries);
  const report = await reportFor(run, entries, state);
  if (state.finished === undefined) return report;
  if (report.result) await handOver(run, report.result.branch);
  await keepDeadLetters(run, state);
  await writeWhole(run.folder.report, `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

/** If the run retried dead letters of an earlier one, those that it brought to an end are removed there. */
async function keepDeadLetters({ kept, surroundings }: LocalRun, state: RunState): Promise<void> {
  const { letters } = newestLetters(deadLettersIn(state));
  if (letters.length > 0) await new DeadLetterFolder(surroundings.home, kept.runId).write(letters);
  if (kept.retryOf === undefined) return;
  const ended = new Set(state.outcomes.keys());
  await new DeadLetterFolder(surroundings.home, kept.retryOf).remove(ended);
}

async function reportFor(run: LocalRun, entries: Iterable<StampedEntry>, state: RunState): Promise<Report> {
  const { runId, base, startedAt } = run.kept;
  const interrupted = { outcome: 'cancelled', reason: `interrupted: 'prodigy-k8s resume ${runId}' goes on` } as const;
  const { outcome, reason } = state.finished ?? interrupted;
  const facts = {
    runId,
    workflow: run.workflow.name,
    outcome,
    reason,
    exitCode: exitCodeOf(outcome, false),
    startedAt,
    finishedAt: new Date(lastOf(entries) ?? systemClock.now()).toISOString(),
    base,
    result: outcome === 'complete' ? await resultOf(run) : undefined,
  };
  const { warning } = newestLetters(deadLettersIn(state));
  return reportOf({ ...facts, warnings: warning === undefined ? undefined : [warning] }, entries, state);
}

/** When the last entry was written; undefined if there is none. */
function lastOf(entries: Iterable<StampedEntry>): number | undefined {
  let last: number | undefined;
  for (const { at } of entries) last = at;
  return last;
}

async function handOver({ kept, surroundings }: LocalRun, branch: string): Promise<void> {
  const { mergeIntoCurrentBranch: wish, onProgress } = surroundings;
  const wanted = typeof wish === 'function' ? await wish(branch) : wish;
  const told = wanted
    ? await mergeIntoCurrentBranch(kept.repository, branch, kept.targetBranch, surroundings.home)
    : `merge it with: git merge ${branch}`;
  onProgress?.(told, { level: 'info' });
}

async function resultOf({ kept, folder }: LocalRun): Promise<Report['result']> {
  const inRun = { cwd: folder.repository };
  const commit = await git(['for-each-ref', '--format=%(objectname)', Ref.RESULT], inRun);
  // A merge phase records its outcome even if there is none to publish.
  if (commit === '' || commit === kept.base) return undefined;
  const commits = Number(await git(['rev-list', '--count', `${kept.base}..${commit}`], inRun));
  return { branch: resultBranch(kept.runId), commit, commits };
}
