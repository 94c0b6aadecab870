import {
  type LogGap,
  type LogMark,
  type LogMore,
  type LogPlace,
  type LogQuery,
  logMark,
} from '../../contract/agent-log';
import { CliError, Status } from '../cli-error';
import type { Kube } from '../kube';
import { Readings } from './claim-reading';
import { endedReader, withReader } from './read-claim';
import type { RunName } from './read-run';

/** The stored log of one agent process. */
export interface ShippedLog {
  /** The process; `next` is the number of the first line that is not stored yet. */
  readonly mark: LogMark['log'];
  /** Lines, and gaps between them. */
  readonly entries: readonly (string | LogGap['gap'])[];
}

/**
 * Logs that agents of a run have shipped, read with as many readers of the claim as needed: the kubelet keeps only a
 * limited part of a container's output.
 * @throws CliError if the claim cannot be read.
 */
export async function shippedLogs(kube: Kube, run: RunName, query: LogQuery): Promise<ShippedLog[]> {
  const lines: string[] = [];
  for (let after: LogPlace | undefined, goesOn = true; goesOn; ) {
    lines.push(...(await linesOf(kube, run, { ...query, after })));
    after = moreIn(lines.at(-1) ?? '');
    goesOn = after !== undefined;
    if (goesOn) lines.pop();
  }
  return logsIn(lines);
}

function linesOf(kube: Kube, run: RunName, query: LogQuery): Promise<string[]> {
  return withReader(kube, run, ['logs', JSON.stringify(query)], async (job) => {
    const log = await endedReader(kube, run, job);
    const texts = new Readings().push(log);
    if (texts !== undefined && texts.length > 0) return texts.join('').split('\n').slice(0, -1);
    throw new CliError(`the log of the reader of run ${run.runId} was cut: ask again`, Status.RUN_FAILED);
  });
}

function moreIn(line: string): LogPlace | undefined {
  return line.startsWith('{"more":') ? (JSON.parse(line) as LogMore).more : undefined;
}

/** Merge the entries of each process, even across two readings. */
export function logsIn(lines: readonly string[]): ShippedLog[] {
  const logs = new Map<string, { mark: LogMark['log']; entries: (string | LogGap['gap'])[] }>();
  let entries: (string | LogGap['gap'])[] = [];
  for (const line of lines) {
    const mark = logMark(line);
    if (mark === undefined) {
      entries.push(line.startsWith('{"gap":') ? (JSON.parse(line) as LogGap).gap : line);
      continue;
    }
    const key = `${mark.pod} ${mark.began}`;
    const log = logs.get(key) ?? { mark, entries: [] };
    log.mark = mark;
    logs.set(key, log);
    entries = log.entries;
  }
  return [...logs.values()];
}
