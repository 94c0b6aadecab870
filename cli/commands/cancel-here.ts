import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { keptRequest } from '../../runtime/adapters/local/kept-request';
import { RunFolder, textOf } from '../../runtime/adapters/local/run-folder';
import { processOf } from '../../runtime/adapters/local/run-lock';
import { CliError, Status } from '../cli-error';
import { noRunHere } from '../local-runs';
import type { Terminal } from '../terminal';

/** Milliseconds between two looks whether the run has stopped, and how often it is looked: a minute. */
const PAUSE = 100;
const LOOKS = 600;

/**
 * Stop a run of this machine as Ctrl-C in its terminal does; `resume` goes on with it.
 * @throws CliError where there is no such run, it is not under way, or it does not stop.
 */
export async function cancelHere(runId: string, terminal: Terminal): Promise<void> {
  const folder = new RunFolder(terminal.home, runId);
  if ((await keptRequest(folder)) === undefined) throw noRunHere(runId);
  const process = await processOf(folder.lock);
  if (process === undefined || !(await isOurs(process))) throw new CliError(await notUnderWay(folder), Status.CONFLICT);
  globalThis.process.kill(process, 'SIGTERM');
  terminal.progress(`run ${runId} is told to stop\n`);
  for (let look = 0; look < LOOKS; look += 1) {
    if ((await processOf(folder.lock)) === undefined)
      return terminal.out(`run ${runId}: stopped; go on with: prodigy-k8s resume ${runId}\n`);
    await sleep(PAUSE);
  }
  throw new CliError(`run ${runId} does not stop: see process ${process}`, Status.TIMEOUT);
}

/** Whether it is a process of this program: the number of one that was killed may be somebody else's by now. */
async function isOurs(process: number): Promise<boolean> {
  const args = await readFile(`/proc/${process}/cmdline`, 'utf8').catch(() => argumentsOf(process));
  return args.includes('prodigy-k8s');
}

/** Where there is no /proc. */
const argumentsOf = (process: number): Promise<string> =>
  new Promise((resolve) => {
    execFile('ps', ['-o', 'args=', '-p', String(process)], (_, args) => resolve(args));
  });

const notUnderWay = async (folder: RunFolder): Promise<string> =>
  (await textOf(folder.report)) === undefined
    ? `run ${folder.runId} is not under way: nothing of it is left to stop`
    : `run ${folder.runId} has ended: there is nothing to cancel`;
