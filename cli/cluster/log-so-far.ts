import { lineNumber } from '../../contract/agent-log';
import type { Kube } from '../kube';
import { logLine } from '../log-line';
import { type LogPiece, unended, type WrittenLog, wholeLog } from '../whole-log';
import { areFirst } from './first-pods';
import type { RunName } from './read-run';
import { type RunContainer, runContainers } from './run-containers';
import { type ShippedLog, shippedLogs } from './shipped-logs';

/** Selection of lines of a run's log. */
export interface LogChoice {
  /** Index of an agent. Default: all containers. */
  readonly agent?: number;
  readonly item?: string;
  readonly phase?: string;
  /** Only lines of the last so many seconds. Default: all. */
  readonly sinceSeconds?: number;
}

export interface LogSoFar {
  readonly kube: Kube;
  readonly run: RunName;
  readonly choice: LogChoice;
  /** Called when lines may be missing. */
  readonly warn: (text: string) => void;
}

/** What was shown. */
export interface Shown {
  /** Number of logs. */
  readonly logs: number;
  /** Time of the last line of each container, by the container's id. */
  readonly last: ReadonlyMap<string, string>;
}

/** Show a run's log so far. If Kubernetes may lack some of it, the claim is read, which takes seconds. */
export async function showSoFar(sight: LogSoFar, show: (name: string, what: LogPiece['what']) => void): Promise<Shown> {
  const { kube, run, choice, warn } = sight;
  const since = choice.sinceSeconds === undefined ? 0 : Date.now() - choice.sinceSeconds * 1000;
  const containers = await runContainers(kube, run);
  const written = await writtenLogs(sight, containers);
  const isWhole = isNumbered(written) && (await areFirst(kube, run, containers));
  const shipped = isWhole ? [] : await shippedOrNone(sight, since);
  for (const { name, at, what } of wholeLog(shipped, written)) if (at >= since) show(name, what);
  for (const { index, pod } of unended(shipped, written))
    warn(`the last lines of agent-${index} may be missing: its pod ${pod} is gone`);
  const last = new Map(written.map(({ id, lines }) => [id, lines.at(-1)?.at ?? '']));
  return { logs: shipped.length + written.length, last };
}

/** Only agents ship logs; those of other containers are complete as they are. */
function isNumbered(logs: readonly WrittenLog[]): boolean {
  const agents = logs.filter(({ agent }) => agent !== undefined);
  return agents.every(({ lines }) => lines.every(({ text }, at) => lineNumber(text) === at + 1));
}

async function writtenLogs(
  { kube, run, choice }: LogSoFar,
  containers: readonly RunContainer[],
): Promise<(WrittenLog & { readonly id: string })[]> {
  const chosen = containers.filter(({ agent }) => choice.agent === undefined || agent === choice.agent);
  return Promise.all(
    chosen.map(async ({ pod, container, name, agent, id }) => {
      const text = await kube.log(run.namespace, pod, { container, timestamps: true });
      const lines = text.split('\n').filter((line) => line !== '');
      return { name, pod, agent, id, lines: lines.map(logLine) };
    }),
  );
}

async function shippedOrNone({ kube, run, choice, warn }: LogSoFar, since: number): Promise<ShippedLog[]> {
  const { agent, item, phase } = choice;
  try {
    return await shippedLogs(kube, run, { agent, item, phase, ...(since > 0 && { since }) });
  } catch (error) {
    warn(`logs of deleted pods are left out: ${(error as Error).message}`);
    return [];
  }
}
