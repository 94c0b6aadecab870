import { RunFolder } from '../../runtime/adapters/local/run-folder';
import { processOf } from '../../runtime/adapters/local/run-lock';
import { single } from '../listing';
import { localProgress } from '../local-progress';
import { type LocalRun, localRuns, noRunHere } from '../local-runs';
import { failureLines, progressText } from '../progress/progress-text';
import { itemsCell, overview, type Row, reportRow } from './rows';
import { ended, type StatusAnswer, type StatusFlags } from './status-answer';

/** Status of one local run, or of all. @throws CliError if there is no such run. */
export async function statusHere(runId: string | undefined, flags: StatusFlags, home: string): Promise<StatusAnswer> {
  const runs = await localRuns(home);
  if (runId === undefined) return overview(await Promise.all(runs.map((run) => rowOf(run, home))), flags);
  const run = runs.find((candidate) => candidate.runId === runId);
  if (!run) throw noRunHere(runId);
  return run.report ? ended(run.report, flags) : underWay(runId, flags, home);
}

/** State of a run without a report: running if a process works on it. */
async function stateOf(folder: RunFolder): Promise<'running' | 'unfinished'> {
  return (await processOf(folder.lock)) === undefined ? 'unfinished' : 'running';
}

async function underWay(runId: string, { output }: StatusFlags, home: string): Promise<StatusAnswer> {
  const folder = new RunFolder(home, runId);
  const phase = await stateOf(folder);
  const known = await localProgress(folder);
  const told = single({ runId, phase, ...known }, runId, output);
  if (told !== undefined) return { text: told, isOver: false };
  const hint = phase === 'unfinished' ? `; continue with: prodigy-k8s resume ${runId}` : '';
  const { progress } = known ?? {};
  const lines = [
    `run ${runId}: ${phase}${hint}`,
    ...(progress ? [progressText(progress), ...failureLines(progress)] : []),
  ];
  return { text: `${lines.join('\n')}\n`, isOver: false };
}

async function rowOf({ runId, report }: LocalRun, home: string): Promise<Row> {
  if (report) return reportRow(report);
  const folder = new RunFolder(home, runId);
  const { workflow = '', progress } = (await localProgress(folder)) ?? {};
  const state = await stateOf(folder);
  return { run: runId, workflow, state, agents: '', items: itemsCell(progress?.items), result: '' };
}
