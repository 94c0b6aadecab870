import { setTimeout as sleep } from 'node:timers/promises';
import { CliError, Status } from '../cli-error';
import { reach } from '../cluster/reach';
import { statusHere } from '../status/here';
import { statusOnCluster } from '../status/on-cluster';
import { Repaint } from '../status/repaint';
import type { StatusAnswer, StatusFlags } from '../status/status-answer';
import type { Terminal } from '../terminal';
import { following } from '../until-interrupted';

/** Polling interval in milliseconds with `--watch`. */
const PAUSE = 2000;

/** Show one run or all, local or on a cluster; with `--watch`, again whenever something changes. */
export async function showStatus(
  runId: string | undefined,
  flags: StatusFlags,
  terminal: Terminal,
  pauseMs = PAUSE,
): Promise<void> {
  const look = await lookerAt(runId, flags, terminal);
  if (flags.watch) return following(terminal, (signal) => watch(look, terminal, pauseMs, signal));
  const { text, remark } = await look();
  if (remark !== undefined) terminal.progress(remark);
  terminal.out(text);
}

async function lookerAt(
  runId: string | undefined,
  flags: StatusFlags,
  terminal: Terminal,
): Promise<() => Promise<StatusAnswer>> {
  if (flags.cluster === undefined) return () => statusHere(runId, flags, terminal.home);
  const there = await reach(flags, terminal);
  return () => statusOnCluster(runId, flags, there);
}

/** Runs until nothing will change any more or the user interrupts it. Waits while the cluster is unreachable. */
async function watch(
  look: () => Promise<StatusAnswer>,
  terminal: Terminal,
  pauseMs: number,
  signal: AbortSignal,
): Promise<void> {
  const paint = new Repaint(terminal);
  let answer = await look();
  let shown = '';
  let said: string | undefined;
  if (answer.remark !== undefined) terminal.progress(answer.remark);
  for (;;) {
    if (answer.text !== shown) paint.show(answer.text);
    shown = answer.text;
    if (answer.isOver) return;
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    answer = await look().catch((error) => {
      if (!(error instanceof CliError) || error.status !== Status.UNREACHABLE) throw error;
      if (said !== error.message) terminal.progress(`${error.message}\n`);
      said = error.message;
      return answer;
    });
  }
}
