import { AgentMetric, agentMetric, CacheMetric, type Metric, RunMetric } from '../../contract/metrics';

const ALL: readonly Metric[] = [RunMetric, AgentMetric, CacheMetric].flatMap((metrics) => Object.values(metrics));

test('no two metrics have one name', () => {
  expect(new Set(ALL.map(({ name }) => name)).size).toBe(ALL.length);
});

test.each(ALL.map((metric) => [metric.name, metric] as const))('%s is named as Prometheus wants', (name, metric) => {
  expect(name).toMatch(/^prodigy_[a-z]+(_[a-z]+)*$/);
  expect(name.endsWith('_total')).toBe(metric.type === 'counter');
  expect(name.endsWith('_seconds')).toBe(metric.type === 'histogram');
  expect(metric.help).toMatch(/^[A-Z].*\.$/);
});

test.each(ALL.map((metric) => [metric.name, metric] as const))(
  '%s has few series, however long a run is',
  (_, metric) => {
    const series = Object.values(metric.labels).reduce((product, values) => product * values.length, 1);
    expect(series).toBeLessThanOrEqual(60);
    for (const values of Object.values(metric.labels)) expect(new Set(values).size).toBe(values.length);
  },
);

test('buckets of a histogram grow, and only histograms have any', () => {
  for (const { type, buckets } of ALL) {
    expect(buckets !== undefined).toBe(type === 'histogram');
    expect([...(buckets ?? [])].sort((a, b) => a - b)).toEqual(buckets ?? []);
  }
});

test('an agent’s metric is found by its name, the server’s own are not', () => {
  expect(agentMetric('prodigy_step_duration_seconds')).toBe(AgentMetric.STEP_DURATION);
  expect(agentMetric('prodigy_items_total')).toBeUndefined();
});
