import { RUN_ID } from '../server/token-issuer';
import { MAPREDUCE, makeRun, startAgent, workspace } from './agents-under-test';
import { OtlpCollector, type ReceivedSpan } from './otlp-collector';

let collector: OtlpCollector;
beforeEach(async () => {
  collector = await OtlpCollector.start();
});
afterEach(() => collector.close());

/** Milliseconds for which an exporter goes on trying. */
const TIMEOUT = 'OTEL_EXPORTER_OTLP_TIMEOUT';
afterEach(() => {
  delete process.env[TIMEOUT];
});

const FLOW = MAPREDUCE.replace('- shell: cat', '- shell: test "${item}" != c && cat');

const named = (name: string): ReceivedSpan[] => collector.spans.filter((span) => span.name === name);

test('the spans of all pods of a run are one trace: the run, its items, their steps', async () => {
  const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  await makeRun(FLOW, {}, traced);
  const agents = await Promise.all([0, 1].map((index) => startAgent(index, FLOW, undefined, undefined, {}, traced)));
  expect(await Promise.all(agents.map(({ done }) => done))).toEqual([0, 0]);
  await workspace.stop();
  const { spans } = collector;
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  const [run] = named('run');
  expect(run).toMatchObject({
    parentId: '',
    service: 'prodigy-workspace',
    attributes: { 'prodigy.run.id': RUN_ID, 'prodigy.outcome': 'complete' },
    failure: undefined,
  });
  const items = named('item');
  expect(items.map(({ parentId }) => parentId)).toEqual(items.map(() => run!.spanId));
  const worked = new Set(items.map(({ attributes }) => attributes['prodigy.item.id']));
  expect([...worked].sort()).toEqual([0, 1, 2, 3, 4, 5].map((n) => `item_${n}`));
  const failed = items.filter(({ failure }) => failure !== undefined);
  expect(new Set(failed.map(({ attributes }) => attributes['prodigy.item.id']))).toEqual(new Set(['item_2']));
  expect(failed[0]?.failure).toContain('failed with exit code 1');
  const inMap = named('step').filter(({ attributes }) => attributes['prodigy.phase'] === 'map');
  expect(new Set(inMap.map(({ parentId }) => parentId))).toEqual(new Set(items.map(({ spanId }) => spanId)));
  const withoutSuccess = inMap.filter(({ attributes }) => attributes['prodigy.outcome'] === 'failed');
  expect(withoutSuccess.map(({ parentId }) => parentId)).toEqual(failed.map(({ spanId }) => spanId));
  const ofLeader = named('step').filter(({ attributes }) => attributes['prodigy.phase'] !== 'map');
  expect(new Set(ofLeader.map(({ parentId }) => parentId))).toEqual(new Set([run!.spanId]));
  expect(new Set(ofLeader.map(({ attributes }) => attributes['prodigy.phase']))).toEqual(new Set(['setup', 'reduce']));
  const lines = agents.flatMap(({ log }) => log.lines).filter(({ fields }) => fields.step !== undefined);
  expect(new Set(lines.map(({ fields }) => fields.trace_id))).toEqual(new Set([run!.traceId]));
});

test('without a collector nothing is traced', async () => {
  await makeRun('- shell: "true"');
  const { done, log } = await startAgent(0, '- shell: "true"');
  expect(await done).toBe(0);
  await workspace.stop();
  expect(collector.spans).toEqual([]);
  expect(log.lines.filter(({ fields }) => 'trace_id' in fields)).toEqual([]);
});

test('a collector that is away keeps no run from its end', async () => {
  process.env[TIMEOUT] = '1000';
  const away = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
  await makeRun('- shell: "true"', {}, away);
  const { done } = await startAgent(0, '- shell: "true"', undefined, undefined, {}, away);
  expect(await done).toBe(0);
  expect(await workspace.stop()).toBe(0);
});
