import type { Kube } from '../kube';
import { type LogLine, logLine } from '../log-line';
import type { RunName } from './read-run';
import { type RunContainer, runContainers } from './run-containers';

/** Lines of each log that are read, from its end. */
const TAIL = 500;
/** Logs that are read at once. */
const AT_ONCE = 20;

/** What the leader and the workspace server say of an item that nobody works on any more. */
const OVER = /^(\S+) (?:merged|unchanged|dead|skipped|is merged|conflicts|is tried again)\b/;

/**
 * How many items the agents of a run work on, as the ends of their logs tell: each works on the item that it wrote of
 * last, unless that has ended since.
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

/** When each item ended, or an attempt at it did. */
function endTimes(lines: readonly LogLine[]): ReadonlyMap<string, string> {
  const ends = new Map<string, string>();
  for (const { at, record } of lines) {
    const item = OVER.exec(record?.msg ?? '')?.[1];
    if (item !== undefined && at > (ends.get(item) ?? '')) ends.set(item, at);
  }
  return ends;
}
