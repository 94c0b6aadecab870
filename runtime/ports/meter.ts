import type { AgentMetric } from '../../contract/metrics';

/** Takes measurements without blocking or failing the caller. */
export interface Meter {
  measure(metric: (typeof AgentMetric)[keyof typeof AgentMetric], labels: MetricLabels, value: number): void;
}

/** A value for each label of a metric. */
export type MetricLabels = Readonly<Record<string, string>>;
