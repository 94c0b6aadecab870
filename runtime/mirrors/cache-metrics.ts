import { collectDefaultMetrics, Registry } from 'prom-client';
import { CacheMetric } from '../../contract/metrics';
import { counter, gauge, histogram } from '../server/metric-registry';
import type { MetricsSource } from '../server/metrics-server';
import type { Mirror } from './mirror';

/** How a request of a run was answered. */
export type Answer = (typeof CacheMetric.REQUESTS.labels.answer)[number];

/** The numbers of a repository cache, since it started. */
export class CacheMetrics implements MetricsSource {
  private readonly registry = new Registry();
  private readonly states = gauge(CacheMetric.MIRRORS, this.registry);
  private readonly refreshes = counter(CacheMetric.REFRESHES, this.registry);
  private readonly duration = histogram(CacheMetric.REFRESH_DURATION, this.registry);
  private readonly requests = counter(CacheMetric.REQUESTS, this.registry);
  private readonly fresh = new Set<Mirror>();

  public constructor(private readonly mirrors: readonly Mirror[]) {}

  /** Also tell what the process itself takes: memory, CPU, files, delays of its event loop. */
  public withProcess(): this {
    collectDefaultMetrics({ register: this.registry });
    return this;
  }

  /** A look at a mirror's origin is over. */
  public refreshed(mirror: Mirror, succeeded: boolean, milliseconds: number): void {
    if (succeeded) this.fresh.add(mirror);
    else this.fresh.delete(mirror);
    this.refreshes.inc({ result: succeeded ? 'succeeded' : 'failed' });
    this.duration.observe(milliseconds / 1000);
  }

  /** A request of a run was answered. */
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
