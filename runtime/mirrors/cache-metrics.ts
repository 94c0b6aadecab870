import { collectDefaultMetrics, Registry } from 'prom-client';
import { CacheMetric } from '../../contract/metrics';
import { counter, gauge, histogram } from '../server/metric-registry';
import type { MetricsSource } from '../server/metrics-server';
import type { Mirror } from './mirror';

/** Outcome of a run's request. */
export type Answer = (typeof CacheMetric.REQUESTS.labels.answer)[number];

/** The metrics of a repository cache, since it started. */
export class CacheMetrics implements MetricsSource {
  private readonly registry = new Registry();
  private readonly states = gauge(CacheMetric.MIRRORS, this.registry);
  private readonly refreshes = counter(CacheMetric.REFRESHES, this.registry);
  private readonly duration = histogram(CacheMetric.REFRESH_DURATION, this.registry);
  private readonly requests = counter(CacheMetric.REQUESTS, this.registry);
  private readonly fresh = new Set<Mirror>();

  public constructor(private readonly mirrors: readonly Mirror[]) {}

  /** Include metrics of the process itself: memory, CPU, files, event loop lag. */
  public withProcess(): this {
    collectDefaultMetrics({ register: this.registry });
    return this;
  }

  /** Count a finished refresh of a mirror. */
  public refreshed(mirror: Mirror, succeeded: boolean, milliseconds: number): void {
    if (succeeded) this.fresh.add(mirror);
    else this.fresh.delete(mirror);
    this.refreshes.inc({ result: succeeded ? 'succeeded' : 'failed' });
    this.duration.observe(milliseconds / 1000);
  }

  /** Count an answered request of a run. */
  public answered(answer: Answer): void {
    this.requests.inc({ answer });
  }

  /** In Prometheus' text format. */
  public text(): Promise<string> {
    const count = { fresh: 0, stale: 0, missing: 0 };
    for (const mirror of this.mirrors) count[this.stateOf(mirror)] += 1;
    for (const [state, mirrors] of Object.entries(count)) this.states.set({ state }, mirrors);
    return this.registry.metrics();
  }

  public get contentType(): string {
    return this.registry.contentType;
  }

  private stateOf(mirror: Mirror): 'fresh' | 'stale' | 'missing' {
    if (!mirror.isThere) return 'missing';
    return this.fresh.has(mirror) ? 'fresh' : 'stale';
  }
}
