import { type Counter, collectDefaultMetrics, Registry } from 'prom-client';
import type { JournalEntry } from '../../contract/journal';
import { AgentMetric, type Measurements, RunMetric } from '../../contract/metrics';
import type { Usage } from '../../contract/usage';
import { counter, gauge, histogram } from './metric-registry';

/** Values that are looked up on each scrape. */
export interface CurrentNumbers {
  /** Fencing number of the last leader; 0 before the first. */
  readonly leaders: number;
  /** Attempts that agents have opened. */
  readonly attempts: Iterable<{ readonly item: string; readonly attempt: number }>;
}

/**
 * The metrics of a run. Those of items, models and leaders are derived from the journal and other data on the claim, so
 * that they do not start at 0 after a restart.
 */
export class RunMetrics {
  private readonly registry = new Registry();
  private readonly items = counter(RunMetric.ITEMS, this.registry);
  private readonly itemDuration = histogram(RunMetric.ITEM_DURATION, this.registry);
  private readonly merges = counter(RunMetric.MERGES, this.registry);
  private readonly tokens = counter(RunMetric.CLAUDE_TOKENS, this.registry);
  private readonly cost = counter(RunMetric.CLAUDE_COST, this.registry);
  private readonly leaders = counter(RunMetric.LEADER_CHANGES, this.registry);
  private readonly retries = counter(RunMetric.ITEM_RETRIES, this.registry);
  private readonly inProgress = gauge(RunMetric.ITEMS_IN_PROGRESS, this.registry);
  private readonly waiting = gauge(RunMetric.QUEUE_DEPTH, this.registry);
  private readonly told = new Map(
    Object.values(AgentMetric).map((metric) => [metric.name, histogram(metric, this.registry)] as const),
  );
  private readonly ended = new Set<string>();
  private readonly bills = new Set<string>();
  private total = 0;

  /** @param current undefined while the run is being opened, and once it is over. */
  public constructor(private readonly current: () => CurrentNumbers | undefined) {}

  /** Include metrics of the process itself: memory, CPU, files, event loop lag. */
  public withProcess(): this {
    collectDefaultMetrics({ register: this.registry });
    return this;
  }

  /** Count a journal entry, old or new. */
  public record(entry: JournalEntry): void {
    if ('usage' in entry && !this.isKnown(entry)) this.spent(entry.usage);
    if (entry.type === 'items') this.total = (entry.from ?? 0) + entry.items.length;
    if (entry.type !== 'item' || this.ended.has(entry.item)) return;
    this.ended.add(entry.item);
    this.items.inc({ outcome: entry.outcome });
    if (entry.durationMs !== undefined) this.itemDuration.observe(entry.durationMs / 1000);
  }

  /** Count an attempted merge. */
  public merged(result: 'merged' | 'conflict'): void {
    this.merges.inc({ result });
  }

  /** Add an agent's measurements. */
  public take({ metric, labels, values }: Measurements): void {
    for (const value of values) this.told.get(metric)?.observe(labels, value);
  }

  /** In Prometheus' text format. */
  public async text(): Promise<string> {
    this.lookUp();
    return this.registry.metrics();
  }

  public get contentType(): string {
    return this.registry.contentType;
  }

  /** An entry is sent again if its answer was lost. */
  private isKnown(entry: JournalEntry): boolean {
    if (entry.type !== 'usage') return false;
    const known = this.bills.has(entry.id);
    this.bills.add(entry.id);
    return known;
  }

  private spent(usage: Usage | undefined): void {
    if (usage === undefined) return;
    this.tokens.inc({ direction: 'input' }, usage.inputTokens);
    this.tokens.inc({ direction: 'output' }, usage.outputTokens);
    this.tokens.inc({ direction: 'cache_read' }, usage.cacheReadTokens);
    this.tokens.inc({ direction: 'cache_creation' }, usage.cacheCreationTokens);
    this.cost.inc(usage.costUsd);
  }

  private lookUp(): void {
    const { leaders, attempts } = this.current() ?? { leaders: 0, attempts: [] };
    const begun = new Set<string>();
    let retries = 0;
    for (const { item, attempt } of attempts) {
      if (attempt > 1) retries += 1;
      if (!this.ended.has(item)) begun.add(item);
    }
    setTo(this.leaders, leaders);
    setTo(this.retries, retries);
    this.inProgress.set(begun.size);
    this.waiting.set(Math.max(0, this.total - this.ended.size - begun.size));
  }
}

/** Set a counter to a value that is counted elsewhere. */
function setTo(metric: Counter, value: number): void {
  metric.reset();
  metric.inc(value);
}
