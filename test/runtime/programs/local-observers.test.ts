import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalWorld } from './local-world';
import { OtlpCollector, type ReceivedSpan } from './otlp-collector';

let world: LocalWorld;
let collector: OtlpCollector;
beforeEach(async () => {
  world = new LocalWorld();
  collector = await OtlpCollector.start();
});
afterEach(() => {
  collector.close();
  world.remove();
});

const FLOW = `
name: demo
mode: mapreduce
setup:
  - shell: printf '["a", "b"]' > items.json
map:
  input: items.json
  agent_template:
    - shell: test "\${item}" != b && echo x > "\${item}.txt" && git add -A && git commit --quiet -m "add \${item}"
`;

const named = (name: string): ReceivedSpan[] => collector.spans.filter((span) => span.name === name);

test('a run of this machine is one trace where a collector is named: the run, its items, their steps', async () => {
  const env = { PATH: process.env.PATH, HOME: world.home, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  expect(await world.run(FLOW, { env, runId: 'demo-1' })).toMatchObject({ outcome: 'complete' });
  // A run does not wait for a collector for long.
  for (let look = 0; named('run').length === 0 && look < 400; look += 1) await sleep(50);
  expect(new Set(collector.spans.map(({ traceId }) => traceId)).size).toBe(1);
  const [run, ...others] = named('run');
  expect(others).toEqual([]);
  expect(run).toMatchObject({
    parentId: '',
    service: 'prodigy',
    attributes: { 'prodigy.run.id': 'demo-1', 'prodigy.outcome': 'complete' },
    failure: undefined,
  });
  const items = named('item');
  expect(items.map(({ parentId }) => parentId)).toEqual([run?.spanId, run?.spanId]);
  expect(items.filter(({ failure }) => failure !== undefined)).toHaveLength(1);
  const inItems = named('step').filter(({ attributes }) => attributes['prodigy.phase'] === 'map');
  expect(new Set(inItems.map(({ parentId }) => parentId))).toEqual(new Set(items.map(({ spanId }) => spanId)));
});

test('its numbers are written for Prometheus where a file is named', async () => {
  const metricsFile = join(world.root, 'demo.prom');
  await world.run(FLOW, { metricsFile });
  const text = readFileSync(metricsFile, 'utf8');
  expect(text).toContain('prodigy_items_total{outcome="merged"} 1\n');
  expect(text).toContain('prodigy_items_total{outcome="dead"} 1\n');
  expect(text).toContain('prodigy_merges_total{result="merged"} 1\n');
  expect(text).toMatch(/^prodigy_step_duration_seconds_count\{.*phase="map".*\} [12]$/m);
  expect(existsSync(`${metricsFile}.new`)).toBe(false);
});

test('a file of numbers that cannot be written keeps the run from starting', async () => {
  const metricsFile = join(world.root, 'none', 'demo.prom');
  await expect(world.run(FLOW, { metricsFile })).rejects.toThrow(
    `'--metrics-file' must be a file that can be written: ENOENT: no such file or directory, open '${metricsFile}.new'`,
  );
});
