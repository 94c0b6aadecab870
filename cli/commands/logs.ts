import { CliError, Status } from '../cli-error';
import { followRun } from '../cluster/follow-run';
import { showSoFar } from '../cluster/log-so-far';
import { type Reach, reach, type WhichCluster } from '../cluster/reach';
import { mustHaveJob, type RunName, reportOf } from '../cluster/read-run';
import { ageInMs, wholeNumber } from '../flags';
import { isShown, type LogFilter, logText, missingText } from '../log-line';
import type { Terminal } from '../terminal';
import { following } from '../until-interrupted';
import { isMissing, type LogPiece } from '../whole-log';

export interface LogsFlags extends WhichCluster, LogFilter {
  readonly follow?: boolean;
  readonly agent?: string;
  readonly since?: string;
  readonly output?: 'json';
}

/**
 * Print what a run's containers have written, in order, and with `--follow` what they write until the run is over.
 * Agents' lines are complete even if their pods are gone; gaps are marked.
 * @throws CliError if there is no such run, or nothing of its log is left.
 */
export async function showLogs(runId: string, flags: LogsFlags, terminal: Terminal): Promise<void> {
  const choice = choiceOf(flags);
  const there = await reach(flags, terminal);
  const run = { runId, namespace: there.namespace };
  const show = (name: string, what: LogPiece['what']): void => {
    if (!isMissing(what) && !isShown(what, flags)) return;
    terminal.out(flags.output === 'json' ? `${jsonOf(name, what)}\n` : textOf(name, what));
  };
  await mustBeThere(there, run);
  const warn = (text: string): void => terminal.progress(`${text}\n`);
  const { kube } = there;
  const shown = await showSoFar({ kube, run, choice: { ...choice, item: flags.item, phase: flags.phase }, warn }, show);
  if (shown.logs === 0 && !flags.follow)
    throw new CliError(
      `no pod of run ${run.runId} is left, or has started yet: see prodigy-k8s status ${run.runId} --cluster …`,
      Status.CONFLICT,
    );
  if (!flags.follow) return;
  await following(terminal, (signal) => followRun(kube, run, { ...choice, last: shown.last, signal, warn }, show));
}

/** Which containers, and since when. */
export interface Choice {
  readonly agent?: number;
  readonly sinceSeconds?: number;
}

/** Read `--agent` and `--since`. Kubernetes takes whole seconds, from 1. @throws CliError if one is invalid. */
export function choiceOf({ agent, since }: LogsFlags): Choice {
  const index = agent === undefined ? undefined : agent === '0' ? 0 : wholeNumber(agent);
  if (agent !== undefined && index === undefined)
    throw new CliError(`'--agent' must be the index of an agent, from 0, got ${agent}`);
  const ms = since === undefined ? undefined : ageInMs(since);
  if (since !== undefined && ms === undefined)
    throw new CliError(`'--since' must be a number with d, h, m or s, such as 10m, got ${since}`);
  return { agent: index, sinceSeconds: ms === undefined ? undefined : Math.max(1, Math.round(ms / 1000)) };
}

async function mustBeThere({ kube }: Reach, run: RunName): Promise<void> {
  if (!(await reportOf(kube, run))) await mustHaveJob(kube, run);
}

/** The line as written if it is already JSON, with its container added. */
function jsonOf(name: string, what: LogPiece['what']): string {
  if (isMissing(what)) return JSON.stringify({ container: name, missing: what });
  const { at, text, record } = what;
  return JSON.stringify({ container: name, at, ...(record ?? { msg: text }) });
}

const textOf = (name: string, what: LogPiece['what']): string =>
  isMissing(what) ? missingText(name, what) : logText(name, what);
