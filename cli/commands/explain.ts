import { reach, type WhichCluster } from '../cluster/reach';
import { mustHaveJob, reportOf, waitingOf } from '../cluster/read-run';
import { jobState } from '../cluster/run-status';
import { type Explanation, explainEnd, explainLive, explanationText } from '../explanation';
import { localRuns, noRunHere } from '../local-runs';
import type { Terminal } from '../terminal';

/**
 * Print what happened to a run, why, and what to do next.
 * @throws CliError if there is no such run.
 */
export async function explainRun(
  runId: string,
  flags: WhichCluster & { readonly output?: 'json' },
  terminal: Terminal,
): Promise<void> {
  const { cluster } = flags;
  const explanation =
    cluster === undefined ? await explainHere(runId, terminal) : await explainThere(runId, cluster, flags, terminal);
  terminal.out(flags.output === 'json' ? `${JSON.stringify(explanation, null, 2)}\n` : explanationText(explanation));
}

async function explainHere(runId: string, { home }: Terminal): Promise<Explanation> {
  const run = (await localRuns(home)).find((one) => one.runId === runId);
  if (!run) throw noRunHere(runId);
  if (run.report) return explainEnd(run.report, {});
  const next = [{ command: `prodigy-k8s resume ${runId}`, purpose: 'continue it, unless it is in progress' }];
  return { runId, state: 'unfinished', happened: [], because: ['it has not ended, or was killed'], next };
}

async function explainThere(
  runId: string,
  cluster: string,
  flags: WhichCluster,
  terminal: Terminal,
): Promise<Explanation> {
  const { kube, namespace } = await reach(flags, terminal);
  const run = { runId, namespace };
  const report = await reportOf(kube, run);
  if (report) return explainEnd(report, flags);
  const job = await mustHaveJob(kube, run);
  return explainLive(runId, jobState(job), await waitingOf(kube, run, job), { ...flags, cluster });
}
