import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '../../contract/report';
import { keptRequest } from '../../runtime/adapters/local/kept-request';
import { RunFolder, textOf } from '../../runtime/adapters/local/run-folder';
import { processOf } from '../../runtime/adapters/local/run-lock';
import { CliError, Status } from '../cli-error';
import { noRunHere } from '../local-runs';
import { statusHere } from '../status/here';
import type { Terminal } from '../terminal';
import { DRAIN_SIGNAL } from '../until-interrupted';

/** Polling interval in milliseconds for the end of the run. */
const PAUSE = 100;
/** Number of polls when its steps are stopped too: one minute. */
const LOOKS = 600;

export interface CancelHereFlags {
  /** Wait for the steps and items in progress to end, however long they take. */
  readonly drain?: boolean;
  readonly output?: 'json';
}

/**
 * Stop a local run as Ctrl-C in its terminal does; `resume` continues it.
 * @throws CliError if there is no such run, it is not in progress, or it does not stop.
 */
export async function cancelHere(runId: string, { drain, output }: CancelHereFlags, terminal: Terminal): Promise<void> {
  const folder = new RunFolder(terminal.home, runId);
  if ((await keptRequest(folder)) === undefined) throw noRunHere(runId);
  const process = await processOf(folder.lock);
  if (process === undefined || !(await isOurs(process))) throw new CliError(await notUnderWay(folder), Status.CONFLICT);
  globalThis.process.kill(process, drain ? DRAIN_SIGNAL : 'SIGTERM');
  terminal.progress(`run ${runId} is told to ${drain ? 'start nothing new' : 'stop'}\n`);
  if (!(await hasStopped(folder, drain ? Number.POSITIVE_INFINITY : LOOKS)))
    throw new CliError(`run ${runId} does not stop: see process ${process}`, Status.TIMEOUT);
  // Scripts get the same as from `status`: the report of a run that has ended, else its progress.
  terminal.out(output === 'json' ? (await statusHere(runId, { output }, terminal.home)).text : await endOf(folder));
}

async function hasStopped(folder: RunFolder, looks: number): Promise<boolean> {
  for (let look = 0; look < looks; look += 1) {
    if ((await processOf(folder.lock)) === undefined) return true;
    await sleep(PAUSE);
  }
  return false;
}

/** A run that had nothing left to start has ended normally. */
async function endOf({ report, runId }: RunFolder): Promise<string> {
  const text = await textOf(report);
  return text === undefined
    ? `run ${runId}: stopped; continue with: prodigy-k8s resume ${runId}\n`
    : `run ${runId}: ${(JSON.parse(text) as Report).outcome} before it could stop\n`;
}

/** Whether it is a process of this program: the PID of a killed one may have been reused. */
async function isOurs(process: number): Promise<boolean> {
  const args = await readFile(`/proc/${process}/cmdline`, 'utf8').catch(() => argumentsOf(process));
  return args.includes('prodigy-k8s');
}

/** Fallback without /proc. */
const argumentsOf = (process: number): Promise<string> =>
  new Promise((resolve) => {
    execFile('ps', ['-o', 'args=', '-p', String(process)], (_, args) => resolve(args));
  });

const notUnderWay = async (folder: RunFolder): Promise<string> =>
  (await textOf(folder.report)) === undefined
    ? `run ${folder.runId} is not under way: nothing of it is left to stop`
    : `run ${folder.runId} has ended: there is nothing to cancel`;
