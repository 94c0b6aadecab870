import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Metric } from '../../contract/metrics';

/* Metrics of the contract in the form of the Prometheus client. */

type Made = { name: string; help: string; labelNames: string[]; registers: Registry[] };

const made = ({ name, help, labels }: Metric, registry: Registry): Made => ({
  name,
  help,
  labelNames: Object.keys(labels),
  registers: [registry],
});

export const counter = (metric: Metric, registry: Registry): Counter => new Counter(made(metric, registry));

export const gauge = (metric: Metric, registry: Registry): Gauge => new Gauge(made(metric, registry));

export const histogram = (metric: Metric, registry: Registry): Histogram =>
  new Histogram({ ...made(metric, registry), buckets: [...(metric.buckets ?? [])] });
