import { setTimeout as sleep } from 'node:timers/promises';
import { isEnd } from '../../runtime/programs/follow-events';
import { CliError, Status } from '../cli-error';
import type { Kube } from '../kube';
import { Readings } from './claim-reading';
import { outlasting } from './outlasting';
import { readerPod, withReader } from './read-claim';
import { type RunName, reportOf } from './read-run';
import { READER } from './reader-job';

/** Polling interval in milliseconds for the end of the run. */
const PAUSE = 1000;
/** Attempts to see its last event once its report exists; a run that was refused has none. */
const LAST_LOOKS = 15;

/**
 * Show all events of a run on a cluster as they occur, until it ends or the signal fires. When a reader's time is up or
 * its log breaks off, another takes over: nothing is shown twice or skipped.
 * @param say is called when the cluster is unreachable.
 */
export async function followEvents(
  cluster: Kube,
  run: RunName,
  show: (line: string) => void,
  interrupted: AbortSignal,
  say: (text: string) => void = () => undefined,
): Promise<void> {
  const kube = outlasting(cluster, { say, signal: interrupted });
  const over = new AbortController();
  const signal = AbortSignal.any([interrupted, over.signal]);
  let shown = 0;
  let last = '';
  const read = async (job: string): Promise<void> => {
    const pod = await readerPod(kube, run, job, ['Running', 'Succeeded', 'Failed'], signal);
    const cut = new AbortController();
    const readings = new Readings();
    let seen = 0;
    const take = (text: string): void => {
      if (cut.signal.aborted) return;
      const texts = readings.push(text);
      if (texts === undefined) cut.abort();
      for (const line of texts?.flatMap(linesOf) ?? []) {
        seen += 1;
        if (seen <= shown) continue;
        show(line);
        shown = seen;
        last = line;
      }
    };
    const options = { container: READER, follow: true, signal: AbortSignal.any([signal, cut.signal]) };
    await kube.followLog(run.namespace, pod.metadata?.name ?? '', options, take);
    if (cut.signal.aborted) throw wasCut(run);
  };
  const watching = untilOver(kube, run, () => isEnd(last), signal).finally(() => over.abort());
  watching.catch(() => undefined); // reported when the reader is gone
  try {
    while (!signal.aborted) {
      await withReader(kube, run, ['event-stream'], read);
      if (!signal.aborted) await sleep(PAUSE);
    }
  } finally {
    over.abort();
    await watching;
  }
}

/** Resolves when the report exists and the last event was shown, or did not come. */
async function untilOver(kube: Kube, run: RunName, isShown: () => boolean, signal: AbortSignal): Promise<void> {
  for (let looks = 0; looks < LAST_LOOKS && !signal.aborted; ) {
    if (await reportOf(kube, run)) {
      if (isShown()) return;
      looks += 1;
    }
    await sleep(PAUSE);
  }
}

const wasCut = ({ runId }: RunName): CliError =>
  new CliError(
    `the events of run ${runId} cannot be followed: the log of their reader was cut, read them without --follow`,
    Status.RUN_FAILED,
  );

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');
