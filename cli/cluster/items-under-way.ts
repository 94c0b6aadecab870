import type { Kube } from '../kube';
import { type LogLine, logLine } from '../log-line';
import type { RunName } from './read-run';
import { type RunContainer, runContainers } from './run-containers';

/** Number of lines read from the end of each log. */
const TAIL = 500;
/** Number of logs read in parallel. */
const AT_ONCE = 20;

/** Log messages of the leader and the workspace server about an item that is no longer in progress. */
const OVER = /^(\S+) (?:merged|unchanged|dead|skipped|is merged|conflicts|is tried again)\b/;

/**
 * Number of items in progress, judged from the ends of the agents' logs: each agent works on the item that it last
 * wrote about, unless that item has ended since.
 */
export async function itemsUnderWay(kube: Pick<Kube, 'list' | 'log'>, run: RunName): Promise<number> {
  const agents = (await runContainers(kube, run)).filter(({ agent, isOver }) => agent !== undefined && !isOver);
  const logs: LogLine[][] = [];
  for (let first = 0; first < agents.length; first += AT_ONCE)
    logs.push(...(await Promise.all(agents.slice(first, first + AT_ONCE).map((one) => tail(kube, run, one)))));
  const ends = endTimes(logs.flat());
  const begun = logs.flatMap((lines) => lines.findLast(({ record }) => isWork(record)) ?? []);
  const working = begun.filter(({ at, record }) => (ends.get(record?.item as string) ?? '') < at);
  return new Set(working.map(({ record }) => record?.item)).size;
}

async function tail(kube: Pick<Kube, 'log'>, { namespace }: RunName, one: RunContainer): Promise<LogLine[]> {
  const options = { container: one.container, timestamps: true, tailLines: TAIL };
  return (await kube.log(namespace, one.pod, options)).split('\n').filter(Boolean).map(logLine);
}

const isWork = (record: LogLine['record']): boolean => record?.item !== undefined && !OVER.test(record.msg);

/** When each item, or an attempt at it, ended. */
function endTimes(lines: readonly LogLine[]): ReadonlyMap<string, string> {
  const ends = new Map<string, string>();
  for (const { at, record } of lines) {
    const item = OVER.exec(record?.msg ?? '')?.[1];
    if (item !== undefined && at > (ends.get(item) ?? '')) ends.set(item, at);
  }
  return ends;
}
