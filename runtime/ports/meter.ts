import type { AgentMetric } from '../../contract/metrics';

/** Takes measurements; nothing waits for them, and nothing fails for them. */
export interface Meter {
  measure(metric: (typeof AgentMetric)[keyof typeof AgentMetric], labels: MetricLabels, value: number): void;
}

/** A value for each label of a metric. */
export type MetricLabels = Readonly<Record<string, string>>;
