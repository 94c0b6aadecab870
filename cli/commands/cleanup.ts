import { CliError, Status } from '../cli-error';
import { type Leftovers, leftovers, type Removal, type Sweep } from '../cluster/leftovers';
import { reach, type WhichCluster } from '../cluster/reach';
import { ageInMs } from '../flags';
import type { Kube, ObjectName } from '../kube';
import type { Terminal } from '../terminal';
import { untilInterrupted } from '../until-interrupted';

export interface CleanupFlags extends WhichCluster {
  readonly olderThan?: string;
  readonly claims?: boolean;
  readonly reports?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly output?: 'json';
}

/**
 * Remove what finished runs left behind; prints what is removed and what is kept, and why.
 * @throws CliError if a named run has not ended, or nobody confirmed.
 */
export async function cleanUp(runIds: readonly string[], flags: CleanupFlags, terminal: Terminal): Promise<void> {
  const sweep = sweepOf(runIds, flags);
  const { kube, namespace } = await reach(flags, terminal);
  const plan = await leftovers(kube, namespace, sweep);
  const missing = runIds.find((runId) => !plan.some((run) => run.runId === runId));
  if (missing !== undefined)
    throw new CliError(
      `run ${missing} is not there or has not ended${flags.olderThan ? `, or not ${flags.olderThan} ago` : ''}: nothing was removed`,
      Status.CONFLICT,
    );
  const going = plan.flatMap(({ remove }) => remove);
  if (flags.output === 'json') terminal.out(`${JSON.stringify(plan, null, 2)}\n`);
  else terminal.out(planText(plan));
  if (flags.dryRun || going.length === 0) return;
  await mustBeWanted(going.length, flags, terminal);
  await removeAll(kube, going);
  terminal.progress(`${going.length} object${going.length === 1 ? '' : 's'} removed\n`);
}

function sweepOf(runIds: readonly string[], { olderThan, claims, reports }: CleanupFlags): Sweep {
  const age = olderThan === undefined ? 0 : ageInMs(olderThan);
  if (age === undefined)
    throw new CliError(`'--older-than' must be a number with d, h, m or s, such as 7d, got ${olderThan}`);
  return { runIds: runIds.length > 0 ? runIds : undefined, endedBefore: Date.now() - age, claims, reports };
}

/** In the order of the plan, with the report last, since a run is found by it. */
async function removeAll(kube: Kube, going: readonly Removal[]): Promise<void> {
  for (const { withJob, ...object } of going) if (!withJob) await kube.remove(object);
}

async function mustBeWanted(count: number, { yes }: CleanupFlags, terminal: Terminal): Promise<void> {
  if (yes) return;
  if (!terminal.ask)
    throw new CliError("'--yes' must be given without a terminal: nothing was removed", Status.REFUSED);
  const { signal } = untilInterrupted(() => undefined);
  if (await terminal.ask(`remove ${count} objects? [y/N] `, signal)) return;
  throw new CliError('nothing was removed', Status.REFUSED);
}

const WITH_JOB = ': it goes with its Job, as the clean-up policy of the run says';

function planText(plan: readonly Leftovers[]): string {
  const lines = plan.flatMap(({ runId, outcome, remove, keep }) => [
    `run ${runId}: ${outcome}`,
    ...remove.map((object) => `  remove ${nameOf(object)}${object.withJob ? WITH_JOB : ''}`),
    ...keep.map(({ object, reason }) => `  keep   ${nameOf(object)}: ${reason}`),
  ]);
  return lines.length === 0 ? 'no run has ended here\n' : `${lines.join('\n')}\n`;
}

const nameOf = ({ kind, name }: ObjectName): string => `${kind} ${name}`;
