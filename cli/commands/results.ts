import type { Report } from '../../contract/report';
import { printable } from '../../runtime/adapters/log/printable';
import { CliError, Status } from '../cli-error';
import { reach, type WhichCluster } from '../cluster/reach';
import { reportOf } from '../cluster/read-run';
import { whereFlags } from '../cluster/where-flags';
import { localRuns } from '../local-runs';
import type { Terminal } from '../terminal';

export interface ResultsFlags extends WhichCluster {
  readonly output?: 'json';
}

/**
 * Show the result of a run that has ended, and the command to fetch it.
 * @throws CliError if there is no such run, or it has not ended.
 */
export async function showResults(runId: string, flags: ResultsFlags, terminal: Terminal): Promise<void> {
  const report = await reportNamed(runId, flags, terminal);
  const { outcome, result } = report;
  if (flags.output === 'json') {
    const { reason, items, warnings } = report;
    return terminal.out(`${JSON.stringify({ runId, outcome, reason, result, items, warnings }, null, 2)}\n`);
  }
  if (!result) return terminal.out(`run ${runId}: ${outcome}, ${nothing(report, flags)}\n`);
  const { branch, commit, commits, pullRequest } = result;
  terminal.out(`${branch}: ${commits} commit${commits === 1 ? '' : 's'}, at ${commit}\n`);
  if (pullRequest) terminal.out(`pull request: ${printable(pullRequest)}\n`);
  terminal.out(`${get(branch, flags)}\n`);
}

async function reportNamed(runId: string, flags: ResultsFlags, terminal: Terminal): Promise<Report> {
  const found = flags.cluster === undefined ? await here(runId, terminal) : await there(runId, flags, terminal);
  if (found) return found;
  const place = whereFlags(flags);
  throw new CliError(`run ${runId} is not there or has not ended: see prodigy-k8s status${place}`, Status.CONFLICT);
}

const here = async (runId: string, terminal: Terminal): Promise<Report | undefined> =>
  (await localRuns(terminal.home)).find((run) => run.runId === runId)?.report;

async function there(runId: string, flags: ResultsFlags, terminal: Terminal): Promise<Report | undefined> {
  const { kube, namespace } = await reach(flags, terminal);
  return reportOf(kube, { runId, namespace });
}

function nothing({ runId, outcome, reason }: Report, flags: ResultsFlags): string {
  if (outcome === 'complete') return 'it made no commits';
  const why = printable(reason ?? 'no reason is known');
  if (outcome !== 'unpublished') return `without a result: ${why}`;
  return `origin has not accepted the result (${why}); try again: prodigy-k8s publish ${runId}${whereFlags(flags)}`;
}

/** Command to get the result. */
const get = (branch: string, { cluster }: ResultsFlags): string =>
  cluster === undefined ? `see it with: git log ${branch}` : `get it with: git fetch origin ${branch}`;
