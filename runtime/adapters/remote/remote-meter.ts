import { AgentMetric, type Measurements, MOST_MEASUREMENTS } from '../../../contract/metrics';
import { Route } from '../../../contract/workspace-api';
import type { Clock } from '../../ports/clock';
import type { Log } from '../../ports/log';
import type { Meter, MetricLabels } from '../../ports/meter';
import { Refused, type WorkspaceClient } from './workspace-client';

export interface RemoteMeterOptions {
  readonly client: Pick<WorkspaceClient, 'once'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds between two calls. Default: 10,000. */
  readonly everyMs?: number;
}

const EVERY_MS = 10_000;
/** Timeout of a call, in seconds: when an agent ends, it waits for the last one. */
const TIMEOUT_SECONDS = 3;

/**
 * Reports this agent's measurements to the workspace server now and then. What could not be sent goes with the next
 * call, so measurements count twice if an answer is lost; those that are too many, or refused, are dropped.
 */
export class RemoteMeter implements Meter {
  private readonly waiting = new Map<string, Measurements & { readonly values: number[] }>();
  private count = 0;
  private dropped = 0;
  private readonly closing = new AbortController();
  private readonly telling: Promise<void>;

  public constructor(private readonly options: RemoteMeterOptions) {
    this.telling = this.tellNowAndThen();
  }

  public measure({ name }: (typeof AgentMetric)[keyof typeof AgentMetric], labels: MetricLabels, value: number): void {
    if (this.count >= MOST_MEASUREMENTS) {
      this.dropped += 1;
      return;
    }
    const key = JSON.stringify([name, labels]);
    const group = this.waiting.get(key) ?? { metric: name, labels, values: [] };
    group.values.push(value);
    this.waiting.set(key, group);
    this.count += 1;
  }

  /** Report the rest. */
  public async close(): Promise<void> {
    this.closing.abort();
    await this.telling;
  }

  private async tellNowAndThen(): Promise<void> {
    const { clock, everyMs } = this.options;
    while (!this.closing.signal.aborted) {
      await clock.sleep(everyMs ?? EVERY_MS, this.closing.signal);
      await this.tell();
    }
  }

  private async tell(): Promise<void> {
    const { client, log } = this.options;
    if (this.dropped > 0)
      log.warn(`${this.dropped} measurements are dropped: more than ${MOST_MEASUREMENTS} at a time`);
    this.dropped = 0;
    if (this.count === 0) return;
    const body = [...this.waiting.values()];
    this.waiting.clear();
    this.count = 0;
    try {
      await client.once({ method: 'POST', route: Route.MEASUREMENTS, body, timeoutSeconds: TIMEOUT_SECONDS });
    } catch (error) {
      if (error instanceof Refused) return log.warn(`measurements are dropped: ${error.message}`);
      for (const { metric, labels, values } of body)
        for (const value of values) this.measure(metricNamed(metric), labels, value);
    }
  }
}

const metricNamed = (name: string) => Object.values(AgentMetric).find((metric) => metric.name === name)!;
