import type { Report } from '../../contract/report';
import { printable } from '../../runtime/adapters/log/printable';
import { CliError, Status } from '../cli-error';
import { reportOf } from '../cluster/read-run';
import { kubeconfigOf, type TargetFlags, targetOf } from '../cluster/target';
import { connect } from '../kube';
import { table } from '../table';
import type { Terminal } from '../terminal';

/** Which failures of a run on a cluster are meant. */
export interface ClusterSelection
  extends Pick<TargetFlags, 'cluster' | 'environment' | 'namespace' | 'kubeconfig' | 'context'> {
  readonly run?: string;
  /** Ids of items. Default: every item. */
  readonly item?: readonly string[];
  readonly eligible?: boolean;
  readonly output?: 'json';
}

/**
 * Show the failures that the report of a run tells of: the first of them, which is what can be read without a right to
 * its pods or claims.
 */
export async function listFailuresOnCluster(selection: ClusterSelection, terminal: Terminal): Promise<void> {
  const runId = runOf(selection);
  const { facts } = await targetOf(selection, terminal);
  const kube = await connect(kubeconfigOf(facts, terminal.home));
  const report = await reportOf(kube, { runId, namespace: facts.namespace });
  if (report === undefined)
    throw new CliError(
      `run ${runId} has no report in ${facts.namespace} yet: see prodigy-k8s status ${runId} --cluster ${selection.cluster}`,
      Status.CONFLICT,
    );
  const failures = report.failures.filter(({ item }) => selection.item === undefined || selection.item.includes(item));
  if (selection.output === 'json') return terminal.out(`${JSON.stringify(failures, null, 2)}\n`);
  terminal.out(failuresText(failures));
  if (report.truncated) terminal.progress(`${report.truncated} more are on the claim of the run\n`);
}

/** @throws CliError where no run is named, or what a report does not tell is asked for. */
export function runOf({ run, eligible }: Pick<ClusterSelection, 'run' | 'eligible'>): string {
  if (eligible)
    throw new CliError("'--eligible' must not come with --cluster: the report of a run does not say which may pass");
  if (run === undefined) throw new CliError("'--run' must be given with --cluster: see prodigy-k8s status --cluster");
  return run;
}

/** One line for each; all of a reason is in `-o json`. */
export function failuresText(failures: Report['failures']): string {
  const rows = failures.map(({ item, attempt, reason }) => [
    item,
    String(attempt),
    printable(reason.split('\n')[0] ?? ''),
  ]);
  return failures.length === 0 ? '' : table(['item', 'attempt', 'reason'], rows);
}
