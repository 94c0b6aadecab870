import { setTimeout as sleep } from 'node:timers/promises';
import { lineNumber } from '../../contract/agent-log';
import type { Kube } from '../kube';
import { type LogLine, logLine } from '../log-line';
import type { LogEnd } from '../pod-log';
import type { Missing } from '../whole-log';
import { outlasting } from './outlasting';
import { type RunName, reportOf } from './read-run';
import { type RunContainer, runContainers } from './run-containers';

/** Polling interval in milliseconds for new containers. */
const PAUSE = 1000;

export interface Following {
  /** Only this agent. */
  readonly agent?: number;
  /** Also lines written up to this many seconds ago; undefined for all. */
  readonly sinceSeconds?: number;
  /** Time of the last line shown per container, by its id. Default: none shown. */
  readonly last?: ReadonlyMap<string, string>;
  readonly signal: AbortSignal;
  /** Called when lines may be missing, and when the cluster is unreachable. */
  readonly warn: (text: string) => void;
}

/**
 * Pass on the lines of every container of a run as they are written, including later containers, until the run is over
 * and nothing of it is still writing. Waits while the cluster is unreachable.
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
    // Queried before the containers: those that start after the report are not part of the run.
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

/** A run's servers outlive its report by seconds, and its pods may already be gone. */
const isWriting = (containers: readonly RunContainer[], id: string): boolean =>
  containers.some((one) => one.id === id && !one.isOver);

/** Reads one container's log, over as many connections as needed, each line once. */
class Reader {
  private rest = '';
  /** Time of the newest line; unique within a container. */
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
      // A connection may break, or a load balancer may close it, while the container is running.
      let end = await this.take(true);
      let now = await this.state();
      for (; now === 'going'; now = await this.state()) {
        await pause(signal);
        end = await this.take(true);
      }
      if (signal.aborted) return;
      // A log that ended normally has been read completely, whether or not its pod still exists; another pod may have
      // its name by now.
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
    // A partial line from a broken connection is sent again.
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
