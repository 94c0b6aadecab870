import { setTimeout as sleep } from 'node:timers/promises';
import { lineNumber } from '../../contract/agent-log';
import type { Kube } from '../kube';
import { type LogLine, logLine } from '../log-line';
import type { LogEnd } from '../pod-log';
import type { Missing } from '../whole-log';
import { outlasting } from './outlasting';
import { type RunName, reportOf } from './read-run';
import { type RunContainer, runContainers } from './run-containers';

/** Milliseconds between two looks for containers that have begun. */
const PAUSE = 1000;

export interface Following {
  /** Only this agent. */
  readonly agent?: number;
  /** Lines of so many seconds before now too; undefined for all. */
  readonly sinceSeconds?: number;
  /** Time of the last line that was shown of a container, by its id. Default: none was. */
  readonly last?: ReadonlyMap<string, string>;
  readonly signal: AbortSignal;
  /** Told where lines may be missing, and where the cluster is away. */
  readonly warn: (text: string) => void;
}

/**
 * Hand on the lines of every container of a run as they are written, those that begin later too, until the run is over
 * and nothing of it writes any more. A cluster that is away for a while is waited for.
 */
export async function followRun(
  cluster: Kube,
  run: RunName,
  following: Following,
  show: (name: string, what: LogLine | Missing) => void,
): Promise<void> {
  const { signal, agent, warn } = following;
  const kube = outlasting(cluster, { say: warn, signal });
  const followed = new Map<string, Promise<void>>();
  const ended = new Set<string>();
  while (!signal.aborted) {
    // Asked before the containers: what begins after the report has nothing to say of the run.
    const over = (await reportOf(kube, run)) !== undefined;
    const containers = await runContainers(kube, run);
    for (const one of containers) {
      if (followed.has(one.id) || (agent !== undefined && one.agent !== agent)) continue;
      const reader = new Reader(kube, run, one, following, show);
      followed.set(
        one.id,
        reader.read().finally(() => ended.add(one.id)),
      );
    }
    if (over && [...followed.keys()].every((id) => ended.has(id) || !isWriting(containers, id))) return;
    await pause(signal);
  }
  await Promise.all(followed.values());
}

const pause = (signal: AbortSignal): Promise<void> => sleep(PAUSE, undefined, { signal }).catch(() => undefined);

/** The servers of a run outlive its report by seconds, and its pods may be gone already. */
const isWriting = (containers: readonly RunContainer[], id: string): boolean =>
  containers.some((one) => one.id === id && !one.isOver);

/** Reads one container's log, over as many connections as it takes, each line once. */
class Reader {
  private rest = '';
  /** Time of the newest line; lines of one container have different ones. */
  private last: string;
  /** Number of the next line of an agent; undefined before its first. */
  private number: number | undefined;

  public constructor(
    private readonly kube: Kube,
    private readonly run: RunName,
    private readonly one: RunContainer,
    private readonly following: Following,
    private readonly show: (name: string, what: LogLine | Missing) => void,
  ) {
    this.last = following.last?.get(one.id) ?? '';
  }

  public async read(): Promise<void> {
    const { signal, warn } = this.following;
    const missing = (why: string): void => warn(`lines of ${this.one.name} may be missing: ${why}`);
    try {
      // A connection may break, or be closed by a load balancer, while the container goes on.
      let end = await this.take(true);
      let now = await this.state();
      for (; now === 'going'; now = await this.state()) {
        await pause(signal);
        end = await this.take(true);
      }
      if (signal.aborted) return;
      // What has ended in order was read to its end, whether or not its pod is still there to be asked again; another pod may
      // have its name by now.
      const rest = now === 'gone' ? now : await this.take(false);
      if (rest === 'gone' && end !== 'whole') missing('its pod is gone');
    } catch (error) {
      missing((error as Error).message);
    }
  }

  private async take(follow: boolean): Promise<LogEnd> {
    const { pod, container } = this.one;
    const { signal, sinceSeconds } = this.following;
    const since = this.last === '' ? { sinceSeconds } : { sinceTime: this.last };
    const options = { container, timestamps: true, follow, signal, ...since };
    this.rest = '';
    const end = await this.kube.followLog(this.run.namespace, pod, options, (text) => this.split(text));
    // What a broken connection left of a line comes again.
    if (end === 'whole') this.next(this.rest);
    return end;
  }

  private async state(): Promise<'going' | 'ended' | 'gone'> {
    if (this.following.signal.aborted) return 'ended';
    const now = (await runContainers(this.kube, this.run)).find(({ id }) => id === this.one.id);
    if (now === undefined) return 'gone';
    return now.isOver ? 'ended' : 'going';
  }

  private split(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() as string;
    for (const line of lines) this.next(line);
  }

  private next(text: string): void {
    if (text === '') return;
    const line = logLine(text);
    if (line.at <= this.last) return;
    this.last = line.at;
    const number = lineNumber(line.text);
    if (number !== undefined && this.number !== undefined && number > this.number)
      this.show(this.one.name, { from: this.number, to: number - 1 });
    this.number = number === undefined ? undefined : number + 1;
    this.show(this.one.name, line);
  }
}
